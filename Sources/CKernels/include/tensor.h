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

#ifdef __cplusplus
}
#endif
#endif
