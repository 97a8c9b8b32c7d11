#include "include/tensor.h"

#include "dispatch.h"

void tensor_int8_product(int32_t *out, size_t out_stride, const void *rows, size_t row_stride, int32_t is_signed,
                         size_t count, size_t depth, const void *packed, const int32_t *bias, size_t columns) {
    const struct int8_rows left = {
        .base = rows, .count = count, .across = count, .step = row_stride,
        .runs = 1, .run_length = depth, .flip = is_signed ? 0x80808080u : 0,
    };
    const struct int8_columns right = {.packed = packed, .bias = bias, .columns = columns};
    sirocco_kernels()->tensor->int8_product(out, out_stride, &left, &right);
}

void tensor_int8_convolution(int32_t *out, const struct tensor_convolution *shape, const void *image,
                             int32_t is_signed, const void *packed, const int32_t *bias) {
    if (shape->window_height > shape->height || shape->window_width > shape->width) return;
    size_t down = (shape->height - shape->window_height) / shape->stride_y + 1;
    size_t across = (shape->width - shape->window_width) / shape->stride_x + 1;
    size_t line = shape->width * shape->channels;
    const struct int8_rows patches = {
        .base = image, .count = down * across, .across = across,
        .line_step = shape->stride_y * line, .step = shape->stride_x * shape->channels,
        .runs = shape->window_height, .run_length = shape->window_width * shape->channels, .run_step = line,
        .flip = is_signed ? 0x80808080u : 0,
    };
    const struct int8_columns weights = {.packed = packed, .bias = bias, .columns = shape->out_channels};
    sirocco_kernels()->tensor->int8_product(out, shape->out_channels, &patches, &weights);
}

void tensor_binary(int32_t operation, const struct tensor_target *out, const struct tensor_view *a,
                   const struct tensor_view *b, size_t rows, size_t columns) {
    sirocco_kernels()->tensor->binary(operation, out, a, b, rows, columns);
}

void tensor_clamp(const struct tensor_target *out, const struct tensor_view *a, int64_t low, int64_t high,
                  size_t rows, size_t columns) {
    sirocco_kernels()->tensor->clamp(out, a, low, high, rows, columns);
}

void tensor_square_root(const struct tensor_target *out, const struct tensor_view *a, size_t rows, size_t columns) {
    sirocco_kernels()->tensor->square_root(out, a, rows, columns);
}

void tensor_requantise(const struct tensor_target *out, const struct tensor_view *a,
                       const struct tensor_view *multiplier, uint32_t shift, int64_t low, int64_t high, size_t rows,
                       size_t columns) {
    sirocco_kernels()->tensor->requantise(out, a, multiplier, shift & 63, low, high, rows, columns);
}

void tensor_product(const struct tensor_target *out, const struct tensor_view *a, const struct tensor_view *b,
                    size_t rows, size_t columns, size_t depth) {
    sirocco_kernels()->tensor->product(out, a, b, rows, columns, depth);
}

void tensor_reduce(int32_t operation, int64_t *out, const struct tensor_view *a, size_t rows, size_t columns) {
    sirocco_kernels()->tensor->reduce(operation, out, a, rows, columns);
}

void tensor_pool(int32_t operation, const struct tensor_target *out, const void *image, int32_t type,
                 const struct tensor_convolution *shape) {
    sirocco_kernels()->tensor->pool(operation, out, image, type, shape);
}
