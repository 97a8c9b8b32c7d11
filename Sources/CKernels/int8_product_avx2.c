#if defined(__x86_64__)
#include "int8_product.h"

#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

// Both operands are widened to int16 and multiplied by vpmaddwd, whose pair sums fit int32
// (255 * 128 * 2 < 2^31). vpmaddubsw would saturate at int16 and is never used.
// A panel's 16 columns are four vectors of 4 columns by 2 half sums; the halves meet at the end.

enum { TILE_ROWS = 3, PANEL_VECTORS = 4 };

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

INLINE void multiply_quad(int height, __m256i sums[TILE_ROWS][PANEL_VECTORS], const uint8_t *const row[TILE_ROWS],
                          size_t offset, size_t length, __m128i flip, const uint8_t *line) {
    __m256i values[TILE_ROWS];
    UNROLL for (int i = 0; i < height; i++) {
        uint32_t quad = length < 4 ? int8_load_short(row[i] + offset, length) : int8_load_quad(row[i] + offset);
        values[i] = _mm256_cvtepu8_epi16(_mm_xor_si128(_mm_set1_epi32((int32_t)quad), flip));
    }
    UNROLL for (int v = 0; v < PANEL_VECTORS; v++) {
        __m256i weights = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(line + 16 * v)));
        UNROLL for (int i = 0; i < height; i++)
            sums[i][v] = _mm256_add_epi32(sums[i][v], _mm256_madd_epi16(values[i], weights));
    }
}

INLINE void multiply_tile(int height, int32_t *out, size_t out_stride, const struct int8_rows *rows, size_t first,
                          const uint8_t *line, const uint32_t start[INT8_PANEL_COLUMNS], size_t present) {
    const __m128i flip = _mm_set1_epi32((int32_t)rows->flip);
    const uint8_t *row[TILE_ROWS];
    __m256i sums[TILE_ROWS][PANEL_VECTORS];
    UNROLL for (int i = 0; i < height; i++) {
        row[i] = int8_row(rows, first + (size_t)i);
        UNROLL for (int v = 0; v < PANEL_VECTORS; v++) sums[i][v] = _mm256_setzero_si256();
    }
    const size_t length = rows->run_length, whole = length & ~(size_t)3;
    size_t run_start = 0;
    for (size_t run = 0; run < rows->runs; run++, run_start += rows->run_step) {
        for (size_t q = 0; q < whole; q += 4, line += INT8_QUAD_BYTES)
            multiply_quad(height, sums, row, run_start + q, 4, flip, line);
        if (length == whole) continue;
        if (length >= 4)
            multiply_quad(height, sums, row, run_start + length - 4, 4, flip, line);
        else
            multiply_quad(height, sums, row, run_start, length, flip, line);
        line += INT8_QUAD_BYTES;
    }
    UNROLL for (int i = 0; i < height; i++) {
        int32_t *to = out + (first + (size_t)i) * out_stride;
        __m256i whole_sums[2];
        UNROLL for (int half = 0; half < 2; half++) {
            // hadd leaves columns 0 1 4 5 | 2 3 6 7 of the eight.
            __m256i joined = _mm256_hadd_epi32(sums[i][2 * half], sums[i][2 * half + 1]);
            joined = _mm256_permute4x64_epi64(joined, 0xd8);
            whole_sums[half] =
                _mm256_add_epi32(joined, _mm256_loadu_si256((const __m256i *)(start + 8 * half)));
        }
        if (present == INT8_PANEL_COLUMNS)
            memcpy(to, whole_sums, sizeof whole_sums);
        else
            memcpy(to, whole_sums, 4 * present);
    }
}

void int8_product_avx2(int32_t *out, size_t out_stride, const struct int8_rows *rows,
                       const struct int8_columns *columns) {
    size_t panel_bytes = int8_panel_bytes(rows->runs, rows->run_length);
    const uint8_t *panel = columns->packed;
    for (size_t first = 0; first < columns->columns; first += INT8_PANEL_COLUMNS, panel += panel_bytes) {
        size_t left = columns->columns - first;
        size_t present = left < INT8_PANEL_COLUMNS ? left : INT8_PANEL_COLUMNS;
        uint32_t start[INT8_PANEL_COLUMNS] = {0};
        for (size_t j = 0; j < present; j++) start[j] = int8_start(columns, panel, first + j, rows->flip);
        size_t r = 0;
        for (; r + TILE_ROWS <= rows->count; r += TILE_ROWS)
            multiply_tile(TILE_ROWS, out + first, out_stride, rows, r, panel + INT8_QUAD_BYTES, start, present);
        for (; r < rows->count; r++)
            multiply_tile(1, out + first, out_stride, rows, r, panel + INT8_QUAD_BYTES, start, present);
    }
}

#pragma clang attribute pop
#endif
