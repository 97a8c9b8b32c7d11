#ifndef SIROCCO_TENSOR_H
#define SIROCCO_TENSOR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Exact integer tensor kernels. All arithmetic wraps (modulo 2^32 for int32 results, 2^64 for
// int64), so every kernel is defined on every bit pattern and no level, tiling or thread count
// can change a bit. No kernel allocates. Unless a comment says otherwise, pointers need only
// their element's alignment (64 bytes is fastest for packed weights), inputs may overlap each
// other, and an output overlaps no input. Strides count elements.

// MARK: int8 products. Source of the offset form: vpdpbusd multiplies uint8 by int8, see int8_product.h.

/// Bytes of the packed form of int8 weights [columns][runs * run_length]: about
/// columns * runs * run_length, rounded up to 16 columns and 4 elements, plus 4 a column.
size_t tensor_int8_packed_size(size_t columns, size_t runs, size_t run_length);

/// Packs weights [columns][runs * run_length] (rows `row_stride` apart) once for the products below.
/// One layout serves every instruction set. `packed`: tensor_int8_packed_size bytes.
void tensor_int8_pack(void *packed, const int8_t *weights, size_t row_stride, size_t columns, size_t runs,
                      size_t run_length);

/// out[r][c] = bias[c] + sum over k of rows[r][k] * weights[c][k], modulo 2^32.
///
/// `rows`: [count][depth] of int8 (is_signed != 0) or uint8, `row_stride` bytes apart.
/// `packed`: weights [columns][depth] packed with runs = 1, run_length = depth.
/// `bias`: [columns] or NULL. `out`: [count][columns], rows `out_stride` apart.
void tensor_int8_product(int32_t *out, size_t out_stride, const void *rows, size_t row_stride, int32_t is_signed,
                         size_t count, size_t depth, const void *packed, const int32_t *bias, size_t columns);

/// Shape of a convolution without padding: an image [height][width][channels] against windows
/// [window_height][window_width][channels]. The output is [(height - window_height) / stride_y + 1]
/// [(width - window_width) / stride_x + 1][out_channels].
struct tensor_convolution {
    size_t height, width, channels;
    size_t window_height, window_width;
    size_t stride_y, stride_x; // at least 1
    size_t out_channels;
};

/// out[y][x][o] = bias[o] + sum over i, j, c of image[y * stride_y + i][x * stride_x + j][c] * weights[o][i][j][c],
/// modulo 2^32. Nothing is written when the window is larger than the image.
///
/// `image`: int8 (is_signed != 0) or uint8, dense. `packed`: weights [out_channels][window_height][window_width]
/// [channels] packed with runs = window_height, run_length = window_width * channels. `bias`: [out_channels] or NULL.
void tensor_int8_convolution(int32_t *out, const struct tensor_convolution *shape, const void *image,
                             int32_t is_signed, const void *packed, const int32_t *bias);

// MARK: general tensors

/// Element types.
enum {
    TENSOR_INT8 = 0,
    TENSOR_UINT8 = 1,
    TENSOR_INT16 = 2,
    TENSOR_UINT16 = 3,
    TENSOR_INT32 = 4,
    TENSOR_INT64 = 5,
};

/// Bytes of an element; 0 for an unknown type.
static inline size_t tensor_element_size(int32_t type) {
    static const uint8_t sizes[] = {1, 1, 2, 2, 4, 8};
    return type < 0 || type > TENSOR_INT64 ? 0 : sizes[type];
}

/// A matrix to read: element (r, c) stands r * row_step + c * column_step elements after `data`.
/// A step of 0 repeats: a row vector has row_step 0, a column vector column_step 0, a scalar both.
struct tensor_view {
    const void *data;
    int32_t type;
    ptrdiff_t row_step, column_step;
};

/// A matrix to write; the columns of a row are adjacent. A value that does not fit `type` keeps its low bits.
struct tensor_target {
    void *data;
    int32_t type;
    ptrdiff_t row_step;
};

// Elementwise kernels widen to int64, work modulo 2^64 and keep the low bits of the target's type.
// The target may be exactly their first operand (same data, type and steps).

enum {
    TENSOR_ADD = 0,
    TENSOR_SUBTRACT = 1,
    TENSOR_MULTIPLY = 2,
    TENSOR_MINIMUM = 3,
    TENSOR_MAXIMUM = 4,
    TENSOR_FLOOR_DIVIDE = 5, // floor(a / b); 0 when b <= 0
    TENSOR_ROUND_DIVIDE = 6, // floor(a / b + 1/2), halves upwards; 0 when b <= 0
};

/// out = a `operation` b. Division is fastest when b is a column vector or a scalar.
void tensor_binary(int32_t operation, const struct tensor_target *out, const struct tensor_view *a,
                   const struct tensor_view *b, size_t rows, size_t columns);

/// out = min(max(a, low), high). The full range of int64 converts types.
void tensor_clamp(const struct tensor_target *out, const struct tensor_view *a, int64_t low, int64_t high,
                  size_t rows, size_t columns);

/// out = floor(sqrt(a)); 0 for a negative value.
void tensor_square_root(const struct tensor_target *out, const struct tensor_view *a, size_t rows, size_t columns);

/// out = clamp(floor((a * multiplier + 2^(shift-1)) / 2^shift), low, high): halves upwards, negatives included.
/// The product and the sum wrap modulo 2^64. `shift` in [0, 63]; 0 adds nothing.
/// `multiplier`: a scalar, one a column or one a row, by its steps.
void tensor_requantise(const struct tensor_target *out, const struct tensor_view *a,
                       const struct tensor_view *multiplier, uint32_t shift, int64_t low, int64_t high, size_t rows,
                       size_t columns);

/// out[r][c] = sum over k of a[r][k] * b[c][k], modulo 2^32 or 2^64 by the target's type.
/// a: [rows][depth], b: [columns][depth], of any types. For int8 b used more than once, packing is faster.
void tensor_product(const struct tensor_target *out, const struct tensor_view *a, const struct tensor_view *b,
                    size_t rows, size_t columns, size_t depth);

enum {
    TENSOR_SUM = 0,
    TENSOR_MAXIMUM_VALUE = 1,
    TENSOR_MAXIMUM_INDEX = 2,     // the lowest index of a maximum
    TENSOR_MAXIMUM_MAGNITUDE = 3, // never negative: -2^63 has no magnitude in int64 and counts as 0
};

/// out[r] = the reduction of row r of a, modulo 2^64. Rows without columns give 0.
void tensor_reduce(int32_t operation, int64_t *out, const struct tensor_view *a, size_t rows, size_t columns);

/// Windows over an image [height][width][channels], each channel by itself: TENSOR_SUM or
/// TENSOR_MAXIMUM_VALUE of each window, [down][across][channels], dense (`out->row_step` and
/// `shape->out_channels` are not read). Nothing is written when the window is empty or too large.
void tensor_pool(int32_t operation, const struct tensor_target *out, const void *image, int32_t type,
                 const struct tensor_convolution *shape);

// MARK: movement. Values are moved as bit patterns of 1, 2, 4 or 8 bytes.

/// out[i] = table[indices[i] - first], or 0 where that lies outside [0, entries).
/// `indices`: any type, adjacent. `out`, `table`: elements of `element_size` bytes.
void tensor_lookup(void *out, size_t element_size, const void *indices, int32_t index_type, size_t count,
                   const void *table, int64_t first, size_t entries);

/// out[i] = row indices[i] of the table [entries][row_bytes], or zeros where the index lies outside [0, entries).
void tensor_gather(void *out, const void *indices, int32_t index_type, size_t count, const void *table,
                   size_t row_bytes, size_t entries);

enum { TENSOR_RANK_LIMIT = 8 };

/// Copies a box of `rank` <= TENSOR_RANK_LIMIT axes, each side with its own steps in elements: permutation,
/// slicing, concatenation, padding (after a fill) and, with source steps of 0, broadcasting.
void tensor_copy(void *out, const ptrdiff_t *out_steps, const void *in, const ptrdiff_t *in_steps,
                 const size_t *extents, size_t rank, size_t element_size);

/// Fills with the low bytes of `value`.
void tensor_fill(void *out, size_t element_size, int64_t value, size_t count);

#ifdef __cplusplus
}
#endif
#endif
