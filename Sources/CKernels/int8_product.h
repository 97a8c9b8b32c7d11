#ifndef SIROCCO_INT8_PRODUCT_H
#define SIROCCO_INT8_PRODUCT_H

// What the int8 product kernels of every level share: how packed weights lie, how rows are found.
//
// Packed weights are panels of 16 columns (outputs). A panel is
//     int32 sums[16]                    the sum of each column's weights, modulo 2^32
//     int8  quads[runs][Q][16][4]       Q = ceil(run_length / 4)
// so one 64-byte line holds four consecutive weights of each of 16 columns: one operand of
// vpdpbusd. Absent columns are zero. When a run is not a multiple of four long, its last quad
// covers the *last* four elements of the run, and the weights that an earlier quad already holds
// are zero there: the kernels then read activations in whole 32-bit words without ever leaving
// the run. Only runs shorter than four are read byte by byte (zeros on top).
//
// Activations are taken as uint8: signed ones have their top bit flipped, which adds 128 to each,
// and 128 * sums is subtracted at the start. All sums wrap modulo 2^32, so this is exact.

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { INT8_PANEL_COLUMNS = 16, INT8_QUAD_BYTES = 64 };

/// The left operand: `count` rows, each made of `runs` runs of `run_length` bytes.
/// Row r starts at base + (r / across) * line_step + (r % across) * step; its run i starts
/// i * run_step later. A plain matrix is one run a row; a convolution's patches are kernel-height
/// runs, read in place. All steps are in bytes.
struct int8_rows {
    const uint8_t *base;
    size_t count, across, line_step, step;
    size_t runs, run_length, run_step;
    uint32_t flip; // 0x80808080 for int8 rows, 0 for uint8
};

/// The right operand: packed panels, with an optional bias of `columns` values.
struct int8_columns {
    const uint8_t *packed;
    const int32_t *bias; // or NULL
    size_t columns;
};

typedef void int8_product_function(int32_t *out, size_t out_stride, const struct int8_rows *rows,
                                   const struct int8_columns *columns);

int8_product_function int8_product_portable;
#if defined(__x86_64__)
int8_product_function int8_product_avx2;
int8_product_function int8_product_avx512;
#endif

static inline size_t int8_quads(size_t run_length) { return run_length / 4 + (run_length % 4 != 0); }

/// Bytes of one panel, its sums included.
static inline size_t int8_panel_bytes(size_t runs, size_t run_length) {
    return INT8_QUAD_BYTES * (1 + runs * int8_quads(run_length));
}

static inline size_t int8_panels(size_t columns) {
    return columns / INT8_PANEL_COLUMNS + (columns % INT8_PANEL_COLUMNS != 0);
}

/// Where the last quad of a run that is not a multiple of four long starts.
static inline size_t int8_tail_offset(size_t run_length) { return run_length < 4 ? 0 : run_length - 4; }

/// Where row `index` starts.
static inline const uint8_t *int8_row(const struct int8_rows *rows, size_t index) {
    if (rows->across == rows->count) return rows->base + index * rows->step;
    return rows->base + index / rows->across * rows->line_step + index % rows->across * rows->step;
}

static inline uint32_t int8_load_quad(const uint8_t *at) {
    uint32_t quad;
    memcpy(&quad, at, 4);
    return quad;
}

/// The first `length` < 4 bytes at `at`, zeros above.
static inline uint32_t int8_load_short(const uint8_t *at, size_t length) {
    uint32_t quad = 0;
    for (size_t i = 0; i < length; i++) quad |= (uint32_t)at[i] << (8 * i);
    return quad;
}

/// The starting value of column `column`: its bias, less the sum that flipping the rows adds.
static inline uint32_t int8_start(const struct int8_columns *columns, const uint8_t *panel, size_t column,
                                  uint32_t flip) {
    uint32_t sum;
    memcpy(&sum, panel + 4 * (column % INT8_PANEL_COLUMNS), 4);
    uint32_t start = columns->bias ? (uint32_t)columns->bias[column] : 0;
    return flip ? start - 128 * sum : start;
}

#endif
