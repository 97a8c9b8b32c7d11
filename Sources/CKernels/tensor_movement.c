#include <string.h>

#include "include/tensor.h"

// Bound by memory or by scattered loads, so one form serves every level.

/// Index `at` of `indices`; -1 for an unknown type.
static inline int64_t index_at(const void *indices, int32_t type, size_t at) {
    switch (type) {
    case TENSOR_INT8: return ((const int8_t *)indices)[at];
    case TENSOR_UINT8: return ((const uint8_t *)indices)[at];
    case TENSOR_INT16: return ((const int16_t *)indices)[at];
    case TENSOR_UINT16: return ((const uint16_t *)indices)[at];
    case TENSOR_INT32: return ((const int32_t *)indices)[at];
    case TENSOR_INT64: return ((const int64_t *)indices)[at];
    default: return -1;
    }
}

#define LOOKUP(value_type)                                                                                    \
    for (size_t i = 0; i < count; i++) {                                                                      \
        uint64_t entry = (uint64_t)index_at(indices, index_type, i) - (uint64_t)first;                        \
        ((value_type *)out)[i] = entry < entries ? ((const value_type *)table)[entry] : 0;                    \
    }                                                                                                         \
    break

// The index type is constant at each call, so that each loop is compiled without the switch.
static inline __attribute__((always_inline)) void lookup(void *restrict out, size_t element_size,
                                                         const void *restrict indices, int32_t index_type,
                                                         size_t count, const void *restrict table, int64_t first,
                                                         size_t entries) {
    switch (element_size) {
    case 1: LOOKUP(uint8_t);
    case 2: LOOKUP(uint16_t);
    case 4: LOOKUP(uint32_t);
    case 8: LOOKUP(uint64_t);
    }
}
#undef LOOKUP

void tensor_lookup(void *out, size_t element_size, const void *indices, int32_t index_type, size_t count,
                   const void *table, int64_t first, size_t entries) {
    switch (index_type) {
    case TENSOR_INT8: lookup(out, element_size, indices, TENSOR_INT8, count, table, first, entries); break;
    case TENSOR_UINT8: lookup(out, element_size, indices, TENSOR_UINT8, count, table, first, entries); break;
    case TENSOR_INT16: lookup(out, element_size, indices, TENSOR_INT16, count, table, first, entries); break;
    case TENSOR_INT32: lookup(out, element_size, indices, TENSOR_INT32, count, table, first, entries); break;
    default: lookup(out, element_size, indices, index_type, count, table, first, entries);
    }
}

void tensor_gather(void *out, const void *indices, int32_t index_type, size_t count, const void *table,
                   size_t row_bytes, size_t entries) {
    char *to = out;
    for (size_t i = 0; i < count; i++, to += row_bytes) {
        uint64_t entry = (uint64_t)index_at(indices, index_type, i);
        if (entry < entries)
            memcpy(to, (const char *)table + entry * row_bytes, row_bytes);
        else
            memset(to, 0, row_bytes);
    }
}

#define COPY_LINE(value_type)                                                                                 \
    for (size_t i = 0; i < count; i++)                                                                        \
        ((value_type *)out)[(ptrdiff_t)i * out_step] = ((const value_type *)in)[(ptrdiff_t)i * in_step];      \
    break

static void copy_line(void *restrict out, ptrdiff_t out_step, const void *restrict in, ptrdiff_t in_step,
                      size_t count, size_t element_size) {
    if (out_step == 1 && in_step == 1) {
        memcpy(out, in, count * element_size);
        return;
    }
    switch (element_size) {
    case 1: COPY_LINE(uint8_t);
    case 2: COPY_LINE(uint16_t);
    case 4: COPY_LINE(uint32_t);
    case 8: COPY_LINE(uint64_t);
    }
}
#undef COPY_LINE

void tensor_copy(void *out, const ptrdiff_t *out_steps, const void *in, const ptrdiff_t *in_steps,
                 const size_t *extents, size_t rank, size_t element_size) {
    if (rank == 0) {
        memcpy(out, in, element_size);
        return;
    }
    for (size_t axis = 0; axis < rank; axis++)
        if (extents[axis] == 0) return;
    const size_t last = rank - 1;
    const ptrdiff_t size = (ptrdiff_t)element_size;
    size_t position[TENSOR_RANK_LIMIT] = {0};
    char *to = out;
    const char *from = in;
    for (;;) {
        copy_line(to, out_steps[last], from, in_steps[last], extents[last], element_size);
        // Counts the outer axes up, last first.
        size_t axis = last;
        for (;; position[axis] = 0) {
            if (axis-- == 0) return;
            to += out_steps[axis] * size;
            from += in_steps[axis] * size;
            if (++position[axis] < extents[axis]) break;
            to -= out_steps[axis] * size * (ptrdiff_t)extents[axis];
            from -= in_steps[axis] * size * (ptrdiff_t)extents[axis];
        }
    }
}

void tensor_fill(void *out, size_t element_size, int64_t value, size_t count) {
    switch (element_size) {
    case 1: memset(out, (int)(value & 255), count); break;
    case 2: for (size_t i = 0; i < count; i++) ((uint16_t *)out)[i] = (uint16_t)value; break;
    case 4: for (size_t i = 0; i < count; i++) ((uint32_t *)out)[i] = (uint32_t)value; break;
    case 8: for (size_t i = 0; i < count; i++) ((uint64_t *)out)[i] = (uint64_t)value; break;
    }
}
