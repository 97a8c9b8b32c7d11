#include "int8_product.h"

#include "include/tensor.h"

size_t tensor_int8_packed_size(size_t columns, size_t runs, size_t run_length) {
    return int8_panels(columns) * int8_panel_bytes(runs, run_length);
}

// One run of one column: `quads` points at the column's four bytes of the run's first quad.
static uint32_t pack_run(uint8_t *quads, const int8_t *weights, size_t run_length) {
    uint32_t sum = 0;
    for (size_t i = 0; i < run_length; i++) sum += (uint32_t)(int32_t)weights[i];
    size_t whole = run_length / 4, rest = run_length % 4;
    for (size_t q = 0; q < whole; q++) memcpy(quads + q * INT8_QUAD_BYTES, weights + 4 * q, 4);
    if (rest) {
        uint8_t last[4] = {0};
        memcpy(run_length < 4 ? last : last + 4 - rest, weights + 4 * whole, rest);
        memcpy(quads + whole * INT8_QUAD_BYTES, last, 4);
    }
    return sum;
}

void tensor_int8_pack(void *packed, const int8_t *weights, size_t row_stride, size_t columns, size_t runs,
                      size_t run_length) {
    size_t panel_bytes = int8_panel_bytes(runs, run_length);
    size_t run_bytes = INT8_QUAD_BYTES * int8_quads(run_length);
    for (size_t first = 0; first < columns; first += INT8_PANEL_COLUMNS) {
        uint8_t *panel = (uint8_t *)packed + first / INT8_PANEL_COLUMNS * panel_bytes;
        size_t present = columns - first < INT8_PANEL_COLUMNS ? columns - first : INT8_PANEL_COLUMNS;
        if (present < INT8_PANEL_COLUMNS) memset(panel, 0, panel_bytes);
        for (size_t c = 0; c < present; c++) {
            const int8_t *row = weights + (first + c) * row_stride;
            uint8_t *quads = panel + INT8_QUAD_BYTES + 4 * c;
            uint32_t sum = 0;
            for (size_t run = 0; run < runs; run++)
                sum += pack_run(quads + run * run_bytes, row + run * run_length, run_length);
            memcpy(panel + 4 * c, &sum, 4);
        }
    }
}
