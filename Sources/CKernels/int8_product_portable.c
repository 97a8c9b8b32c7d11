#include "int8_product.h"

// One row against one panel, quad by quad: the definition that the vector forms are tested against.

static void multiply_quad(uint32_t sums[INT8_PANEL_COLUMNS], uint32_t quad, const uint8_t *line) {
    const int8_t *weights = (const int8_t *)line;
    int32_t a = quad & 255, b = quad >> 8 & 255, c = quad >> 16 & 255, d = quad >> 24;
    for (size_t j = 0; j < INT8_PANEL_COLUMNS; j++)
        sums[j] += (uint32_t)(a * weights[4 * j] + b * weights[4 * j + 1] + c * weights[4 * j + 2] +
                              d * weights[4 * j + 3]);
}

static void multiply_panel(uint32_t sums[INT8_PANEL_COLUMNS], const uint8_t *row, const struct int8_rows *rows,
                           const uint8_t *line) {
    size_t length = rows->run_length, whole = length / 4;
    for (size_t run = 0; run < rows->runs; run++, row += rows->run_step) {
        for (size_t q = 0; q < whole; q++, line += INT8_QUAD_BYTES)
            multiply_quad(sums, int8_load_quad(row + 4 * q) ^ rows->flip, line);
        if (length % 4) {
            uint32_t quad = length < 4 ? int8_load_short(row, length) : int8_load_quad(row + length - 4);
            multiply_quad(sums, quad ^ rows->flip, line);
            line += INT8_QUAD_BYTES;
        }
    }
}

void int8_product_portable(int32_t *out, size_t out_stride, const struct int8_rows *rows,
                           const struct int8_columns *columns) {
    size_t panel_bytes = int8_panel_bytes(rows->runs, rows->run_length);
    const uint8_t *panel = columns->packed;
    for (size_t first = 0; first < columns->columns; first += INT8_PANEL_COLUMNS, panel += panel_bytes) {
        size_t left = columns->columns - first;
        size_t present = left < INT8_PANEL_COLUMNS ? left : INT8_PANEL_COLUMNS;
        uint32_t start[INT8_PANEL_COLUMNS] = {0};
        for (size_t j = 0; j < present; j++) start[j] = int8_start(columns, panel, first + j, rows->flip);
        for (size_t r = 0; r < rows->count; r++) {
            uint32_t sums[INT8_PANEL_COLUMNS];
            memcpy(sums, start, sizeof sums);
            multiply_panel(sums, int8_row(rows, r), rows, panel + INT8_QUAD_BYTES);
            memcpy(out + r * out_stride + first, sums, 4 * present);
        }
    }
}
