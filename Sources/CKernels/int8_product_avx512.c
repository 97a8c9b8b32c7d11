#if defined(__x86_64__)
#include "int8_product.h"

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx512vnni"))), apply_to = function)

// Tiles of up to 8 rows by 3 panels keep 24 sums in registers: for each quad of the run 24 products
// against 3 line loads and 8 broadcasts, so the two product ports are the limit, not the loads.

enum { TILE_ROWS = 8, TILE_PANELS = 3, VECTOR_PANELS = 8 };

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

/// One quad of `height` rows against `width` panels.
INLINE void multiply_quad(int height, int width, __m512i sums[TILE_ROWS][VECTOR_PANELS],
                          const uint8_t *const row[TILE_ROWS], size_t offset, size_t length, __m512i flip,
                          const uint8_t *line, size_t panel_bytes) {
    __m512i weights[VECTOR_PANELS];
    UNROLL for (int p = 0; p < width; p++) weights[p] = _mm512_loadu_si512(line + (size_t)p * panel_bytes);
    UNROLL for (int i = 0; i < height; i++) {
        uint32_t quad = length < 4 ? int8_load_short(row[i] + offset, length) : int8_load_quad(row[i] + offset);
        __m512i rows = _mm512_xor_si512(_mm512_set1_epi32((int32_t)quad), flip);
        UNROLL for (int p = 0; p < width; p++) sums[i][p] = _mm512_dpbusd_epi32(sums[i][p], rows, weights[p]);
    }
}

/// `height` rows from `first` on, against `width` panels from column `column` on.
INLINE void multiply_tile(int height, int width, int32_t *out, size_t out_stride, const struct int8_rows *rows,
                          size_t first, const struct int8_columns *columns, size_t column) {
    const size_t panel_bytes = int8_panel_bytes(rows->runs, rows->run_length);
    const uint8_t *line = columns->packed + column / INT8_PANEL_COLUMNS * panel_bytes;
    const __m512i flip = _mm512_set1_epi32((int32_t)rows->flip);
    const uint8_t *row[TILE_ROWS];
    UNROLL for (int i = 0; i < height; i++) row[i] = int8_row(rows, first + (size_t)i);

    // Only the last panel can be partly absent.
    size_t present = columns->columns - column - (size_t)(width - 1) * INT8_PANEL_COLUMNS;
    __mmask16 last = present < INT8_PANEL_COLUMNS ? (__mmask16)((1u << present) - 1) : (__mmask16)0xffff;

    __m512i sums[TILE_ROWS][VECTOR_PANELS];
    UNROLL for (int p = 0; p < width; p++) {
        __mmask16 mask = p == width - 1 ? last : (__mmask16)0xffff;
        __m512i start = _mm512_setzero_si512();
        if (columns->bias) start = _mm512_maskz_loadu_epi32(mask, columns->bias + column + 16 * p);
        __m512i added = _mm512_slli_epi32(_mm512_loadu_si512(line + (size_t)p * panel_bytes), 7);
        if (rows->flip) start = _mm512_sub_epi32(start, added);
        UNROLL for (int i = 0; i < height; i++) sums[i][p] = start;
    }
    line += INT8_QUAD_BYTES;

    const size_t length = rows->run_length, whole = length & ~(size_t)3;
    size_t run_start = 0;
    for (size_t run = 0; run < rows->runs; run++, run_start += rows->run_step) {
        for (size_t q = 0; q < whole; q += 4, line += INT8_QUAD_BYTES)
            multiply_quad(height, width, sums, row, run_start + q, 4, flip, line, panel_bytes);
        if (length == whole) continue;
        if (length >= 4)
            multiply_quad(height, width, sums, row, run_start + length - 4, 4, flip, line, panel_bytes);
        else
            multiply_quad(height, width, sums, row, run_start, length, flip, line, panel_bytes);
        line += INT8_QUAD_BYTES;
    }

    UNROLL for (int i = 0; i < height; i++) {
        int32_t *to = out + (first + (size_t)i) * out_stride + column;
        UNROLL for (int p = 0; p < width - 1; p++) _mm512_storeu_si512(to + 16 * p, sums[i][p]);
        if (last == 0xffff)
            _mm512_storeu_si512(to + 16 * (width - 1), sums[i][width - 1]);
        else
            _mm512_mask_storeu_epi32(to + 16 * (width - 1), last, sums[i][width - 1]);
    }
}

#define TILE(height, width)                                                                                   \
    static __attribute__((noinline)) void tile_##height##x##width(                                            \
        int32_t *out, size_t out_stride, const struct int8_rows *rows, size_t first,                          \
        const struct int8_columns *columns, size_t column) {                                                  \
        multiply_tile(height, width, out, out_stride, rows, first, columns, column);                          \
    }
TILE(8, 1) TILE(8, 2) TILE(8, 3)
TILE(4, 1) TILE(4, 2) TILE(4, 3)
TILE(2, 1) TILE(2, 2) TILE(2, 3)
TILE(1, 1) TILE(1, 2) TILE(1, 3) TILE(1, 8)

typedef void tile_function(int32_t *, size_t, const struct int8_rows *, size_t, const struct int8_columns *, size_t);
static tile_function *const tiles[4][TILE_PANELS] = {
    {tile_1x1, tile_1x2, tile_1x3},
    {tile_2x1, tile_2x2, tile_2x3},
    {tile_4x1, tile_4x2, tile_4x3},
    {tile_8x1, tile_8x2, tile_8x3},
};

/// All rows against `width` panels. Eight rows or more: whole tiles, the last one overlapping the
/// one before it (the same values are written twice). Fewer: tiles of 4, 2 and 1.
static void multiply_panels(size_t width, int32_t *out, size_t out_stride, const struct int8_rows *rows,
                            const struct int8_columns *columns, size_t column) {
    size_t first = 0, count = rows->count;
    if (count >= TILE_ROWS) {
        for (; first + TILE_ROWS <= count; first += TILE_ROWS)
            tiles[3][width - 1](out, out_stride, rows, first, columns, column);
        if (first < count) tiles[3][width - 1](out, out_stride, rows, count - TILE_ROWS, columns, column);
        return;
    }
    for (int power = 2; power >= 0; power--)
        if (count >> power & 1) {
            tiles[power][width - 1](out, out_stride, rows, first, columns, column);
            first += (size_t)1 << power;
        }
}

void int8_product_avx512(int32_t *out, size_t out_stride, const struct int8_rows *rows,
                         const struct int8_columns *columns) {
    if (rows->count == 0) return;
    size_t panels = int8_panels(columns->columns), panel = 0;
    // One row has one sum a panel: eight panels at once hide the latency of the product.
    if (rows->count == 1)
        for (; panel + VECTOR_PANELS <= panels; panel += VECTOR_PANELS)
            tile_1x8(out, out_stride, rows, 0, columns, panel * INT8_PANEL_COLUMNS);
    while (panel < panels) {
        size_t left = panels - panel;
        // Four are taken as two and two: a single panel would be bound by loads.
        size_t width = left == 4 ? 2 : left < TILE_PANELS ? left : TILE_PANELS;
        multiply_panels(width, out, out_stride, rows, columns, panel * INT8_PANEL_COLUMNS);
        panel += width;
    }
}

#pragma clang attribute pop
#endif
