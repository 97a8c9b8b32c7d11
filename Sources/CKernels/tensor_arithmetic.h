#ifndef SIROCCO_TENSOR_ARITHMETIC_H
#define SIROCCO_TENSOR_ARITHMETIC_H

// Exact scalar quotients and roots, defined for every int64.

#include <stdint.h>

/// floor(value / divisor); 0 when the divisor is not positive.
static inline int64_t tensor_floor_quotient(int64_t value, int64_t divisor) {
    if (divisor <= 0) return 0;
    int64_t quotient = value / divisor;
    return quotient - (value % divisor < 0);
}

/// floor(value / divisor + 1/2), halves upwards, without an intermediate that could wrap;
/// 0 when the divisor is not positive.
static inline int64_t tensor_rounded_quotient(int64_t value, int64_t divisor) {
    if (divisor <= 0) return 0;
    int64_t quotient = value / divisor, remainder = value % divisor;
    if (remainder < 0) {
        quotient--;
        remainder += divisor;
    }
    return quotient + (remainder >= divisor - remainder);
}

/// A divisor in [1, 2^63) with floor((2^64 - 1) / divisor).
struct tensor_reciprocal {
    uint64_t divisor, inverse;
};

static inline struct tensor_reciprocal tensor_reciprocal_of(uint64_t divisor) {
    return (struct tensor_reciprocal){divisor, UINT64_MAX / divisor};
}

/// floor(value / divisor) with its remainder in [0, divisor).
///
/// For 0 <= x < 2^63 the estimate floor(x * inverse / 2^64) is the quotient or one less:
/// inverse >= 2^64 / d - 1, so x * inverse / 2^64 >= x / d - x / 2^64 > x / d - 1/2.
/// For a negative value x = -1 - value is divided: value = -1 - (q d + r) = (-1 - q) d + (d - 1 - r).
static inline int64_t tensor_quotient(int64_t value, struct tensor_reciprocal by, uint64_t *remainder) {
    uint64_t sign = (uint64_t)(value >> 63), x = (uint64_t)value ^ sign;
    uint64_t quotient = (uint64_t)((unsigned __int128)x * by.inverse >> 64);
    uint64_t rest = x - quotient * by.divisor;
    uint64_t over = rest >= by.divisor;
    quotient += over;
    rest -= by.divisor & -over;
    *remainder = sign ? by.divisor - 1 - rest : rest;
    return (int64_t)(quotient ^ sign);
}

/// The largest y with y * y <= value; 0 when the value is negative. One bit a step, as on paper.
static inline int64_t tensor_floor_square_root(int64_t value) {
    if (value <= 0) return 0;
    uint64_t rest = (uint64_t)value, root = 0;
    uint64_t bit = (uint64_t)1 << ((63 - __builtin_clzll(rest)) & ~1);
    for (; bit != 0; bit >>= 2) {
        uint64_t trial = root + bit;
        uint64_t fits = -(uint64_t)(rest >= trial);
        rest -= trial & fits;
        root = (root >> 1) + (bit & fits);
    }
    return (int64_t)root;
}

#endif
