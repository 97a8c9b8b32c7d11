#ifndef SIROCCO_GOLDILOCKS_H
#define SIROCCO_GOLDILOCKS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The Goldilocks field, p = 2^64 - 2^32 + 1, and its cubic extension F_p[X]/(X^3 - 2).
//
// Every residue that enters or leaves is canonical, in [0, p), unless a comment says "any word".
// The sequence of instructions and addresses depends on lengths only, never on values.
//
// Reduction: 2^64 = 2^32 - 1 and 2^96 = -1 (mod p), so a 128-bit word lo + 2^64 (m + 2^32 h),
// with 32-bit m and h, is lo - h + (2^32 - 1) m. Each of the two steps wraps at most once, and a
// wrap of 2^64 is repaired by 2^32 - 1.

/// p = 2^64 - 2^32 + 1.
#define GOLDILOCKS_MODULUS 0xFFFFFFFF00000001ULL
/// 2^64 mod p = 2^32 - 1.
#define GOLDILOCKS_EPSILON 0x00000000FFFFFFFFULL

// Scalars. Inline, so that callers in Swift pay no call; the carries become masks, not branches.

/// 2^32 - 1 when `wrapped` is 1, zero when it is 0. The empty assembly hides from the optimiser that
/// there are only two cases: it would otherwise branch, in time that depends on the values.
static inline uint64_t goldilocks_repair(uint32_t wrapped) {
    uint32_t mask = 0u - wrapped;
    __asm__("" : "+r"(mask));
    return mask;
}

/// The canonical residue of any word.
static inline uint64_t goldilocks_canonical(uint64_t a) {
    return a + goldilocks_repair(a >= GOLDILOCKS_MODULUS);
}

static inline uint64_t goldilocks_add(uint64_t a, uint64_t b) {
    uint64_t complement = GOLDILOCKS_MODULUS - b;
    return a - complement - goldilocks_repair(a < complement);
}

static inline uint64_t goldilocks_sub(uint64_t a, uint64_t b) { return a - b - goldilocks_repair(a < b); }

static inline uint64_t goldilocks_negate(uint64_t a) { return goldilocks_sub(0, a); }

/// high * 2^64 + low mod p; both any word.
static inline uint64_t goldilocks_reduce(uint64_t high, uint64_t low) {
    uint64_t top = high >> 32, middle = (high & GOLDILOCKS_EPSILON) * GOLDILOCKS_EPSILON;
    uint64_t folded = low - top - goldilocks_repair(low < top);
    uint64_t sum = folded + middle;
    return goldilocks_canonical(sum + goldilocks_repair(sum < middle));
}

/// a * b mod p; both any word.
static inline uint64_t goldilocks_mul(uint64_t a, uint64_t b) {
    unsigned __int128 product = (unsigned __int128)a * b;
    return goldilocks_reduce((uint64_t)(product >> 64), (uint64_t)product);
}

/// a * b + c mod p; all any word (the sum is at most (2^64 - 1) 2^64, so it cannot wrap).
static inline uint64_t goldilocks_mul_add(uint64_t a, uint64_t b, uint64_t c) {
    unsigned __int128 sum = (unsigned __int128)a * b + c;
    return goldilocks_reduce((uint64_t)(sum >> 64), (uint64_t)sum);
}

/// base^exponent by 64 squarings and 64 selected products, whatever the exponent; 0^0 = 1.
uint64_t goldilocks_power(uint64_t base, uint64_t exponent);

/// a^(p-2): the inverse of a, and 0 for 0. 63 squarings and 9 products.
uint64_t goldilocks_inverse(uint64_t a);

/// c0 + c1 X + c2 X^2 in F_p[X]/(X^3 - 2).
struct goldilocks_cubic {
    uint64_t c0, c1, c2;
};

// Forced inline: a call would pass these structures through memory, which costs more than the product.

/// x * a + y * b + z * c mod p, reduced once. 2^128 = -2^32 (mod p) repays the carries.
__attribute__((always_inline)) static inline uint64_t goldilocks_three_products(
    uint64_t x, uint64_t a, uint64_t y, uint64_t b, uint64_t z, uint64_t c
) {
    unsigned __int128 first = (unsigned __int128)x * a, second = (unsigned __int128)y * b;
    unsigned __int128 third = (unsigned __int128)z * c;
    unsigned __int128 low = (unsigned __int128)(uint64_t)first + (uint64_t)second + (uint64_t)third;
    unsigned __int128 high = (first >> 64) + (second >> 64) + (third >> 64) + (low >> 64);
    uint64_t carries = (uint64_t)(high >> 64);
    return goldilocks_sub(goldilocks_reduce((uint64_t)high, (uint64_t)low), carries << 32);
}

/// a * b by the schoolbook formula; nine products, three reductions.
__attribute__((always_inline)) static inline struct goldilocks_cubic goldilocks_cubic_mul(
    struct goldilocks_cubic a, struct goldilocks_cubic b
) {
    uint64_t twice1 = goldilocks_add(b.c1, b.c1), twice2 = goldilocks_add(b.c2, b.c2);
    struct goldilocks_cubic product = {
        goldilocks_three_products(a.c0, b.c0, a.c1, twice2, a.c2, twice1),
        goldilocks_three_products(a.c0, b.c1, a.c1, b.c0, a.c2, twice2),
        goldilocks_three_products(a.c0, b.c2, a.c1, b.c1, a.c2, b.c0),
    };
    return product;
}

// Vectors. `out` may be the same pointer as an input, but must not otherwise overlap one.
// Any length, zero included; vectors need no alignment.

/// out[i] = a[i] + b[i].
void goldilocks_vector_add(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t count);
/// out[i] = a[i] - b[i].
void goldilocks_vector_sub(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t count);
/// out[i] = a[i] * b[i].
void goldilocks_vector_mul(uint64_t *out, const uint64_t *a, const uint64_t *b, size_t count);
/// out[i] = scalar * a[i].
void goldilocks_vector_scale(uint64_t *out, const uint64_t *a, uint64_t scalar, size_t count);
/// sum[i] += a[i] * b[i].
void goldilocks_vector_multiply_accumulate(uint64_t *sum, const uint64_t *a, const uint64_t *b, size_t count);
/// sum[i] += scalar * a[i].
void goldilocks_vector_scaled_accumulate(uint64_t *sum, const uint64_t *a, uint64_t scalar, size_t count);
/// The sum of a[i].
uint64_t goldilocks_vector_sum(const uint64_t *a, size_t count);
/// The sum of a[i] * b[i]; partial products are added as integers and reduced once.
uint64_t goldilocks_vector_dot(const uint64_t *a, const uint64_t *b, size_t count);
/// out[i] = v[i] + r (v[i + half] - v[i]) for i < half: binds the variable of the top index bit.
void goldilocks_vector_fold(uint64_t *out, const uint64_t *v, uint64_t r, size_t half);

// Vectors over the extension are structures of arrays: three planes of base-field coefficients,
// plane k at v + k * stride, with stride at least the count. Lanes then hold one coefficient of
// consecutive elements, and an extension product needs no shuffles.

/// out[i] = a[i] * b[i] in the extension, by Karatsuba's six products.
void goldilocks_cubic_vector_mul(
    uint64_t *out, size_t out_stride, const uint64_t *a, size_t a_stride, const uint64_t *b, size_t b_stride,
    size_t count);
/// out[i] = scalar * a[i] in the extension.
void goldilocks_cubic_vector_scale(
    uint64_t *out, size_t out_stride, const uint64_t *a, size_t a_stride, struct goldilocks_cubic scalar,
    size_t count);
/// The sum of a[i] * b[i], a in the base field and b in the extension.
struct goldilocks_cubic goldilocks_cubic_vector_dot_base(
    const uint64_t *a, const uint64_t *b, size_t b_stride, size_t count);
/// The sum of a[i] * b[i], both in the extension.
struct goldilocks_cubic goldilocks_cubic_vector_dot(
    const uint64_t *a, size_t a_stride, const uint64_t *b, size_t b_stride, size_t count);
/// out[i] = v[i] + r (v[i + half] - v[i]), v in the base field, r and out in the extension.
/// `out` must not overlap `v`.
void goldilocks_cubic_vector_fold_base(
    uint64_t *out, size_t out_stride, const uint64_t *v, struct goldilocks_cubic r, size_t half);
/// out[i] = v[i] + r (v[i + half] - v[i]), all in the extension.
void goldilocks_cubic_vector_fold(
    uint64_t *out, size_t out_stride, const uint64_t *v, size_t v_stride, struct goldilocks_cubic r, size_t half);

// Number-theoretic transforms of size n = 2^k. `roots` holds, for each half = 1, 2, 4, ..., n/2,
// the powers w^0 ... w^(half-1) of one w of order 2 * half at roots[half ...]; roots[0] is unused.
// A table of size n serves every smaller size, provided that w of order m is the square of w of order 2m.

/// One forward layer: in each block of 2 * half values, (u, v) becomes (u + v, (u - v) w^j).
/// `count` is a multiple of 2 * half; `roots_of_layer` points at w^0.
void goldilocks_ntt_forward_layer(uint64_t *values, size_t count, size_t half, const uint64_t *roots_of_layer);
/// One inverse layer: (u, v) becomes (u + v w^j, u - v w^j).
void goldilocks_ntt_inverse_layer(uint64_t *values, size_t count, size_t half, const uint64_t *roots_of_layer);
/// Coefficients in natural order to values at w^bitreverse(i), i = 0, 1, ... (decimation in frequency).
void goldilocks_ntt_forward(uint64_t *values, size_t n, const uint64_t *roots);
/// Values in bit-reversed order to n times the coefficients, in natural order; `roots` of the inverse roots.
void goldilocks_ntt_inverse(uint64_t *values, size_t n, const uint64_t *roots);

#ifdef __cplusplus
}
#endif
#endif
