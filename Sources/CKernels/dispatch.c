#include "dispatch.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "include/isa.h"

static const struct sirocco_kernel_table tables[SIROCCO_ISA_COUNT] = {
    [SIROCCO_ISA_PORTABLE] = {&goldilocks_portable, &blake3_portable, &tensor_portable},
#if defined(__x86_64__)
    [SIROCCO_ISA_AVX2] = {&goldilocks_avx2, &blake3_avx2, &tensor_avx2},
    [SIROCCO_ISA_AVX512] = {&goldilocks_avx512, &blake3_avx512, &tensor_avx512},
#else
    [SIROCCO_ISA_AVX2] = {&goldilocks_portable, &blake3_portable, &tensor_portable},
    [SIROCCO_ISA_AVX512] = {&goldilocks_portable, &blake3_portable, &tensor_portable},
#endif
};

static const char *const names[SIROCCO_ISA_COUNT] = {"portable", "avx2", "avx512"};

// -1 until first asked. Two threads that race compute the same value.
static _Atomic int32_t active_level = -1;

int32_t sirocco_isa_detected(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx2") &&
        __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
        return SIROCCO_ISA_AVX512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
        return SIROCCO_ISA_AVX2;
#endif
    return SIROCCO_ISA_PORTABLE;
}

static int32_t level_named(const char *word) {
    for (int32_t level = 0; level < SIROCCO_ISA_COUNT; level++)
        if (strcmp(word, names[level]) == 0) return level;
    return -1;
}

int32_t sirocco_isa_environment_is_valid(void) {
    const char *word = getenv("SIROCCO_ISA");
    return word == NULL || *word == 0 || level_named(word) >= 0;
}

int32_t sirocco_isa_active(void) {
    int32_t level = atomic_load_explicit(&active_level, memory_order_relaxed);
    if (__builtin_expect(level >= 0, 1)) return level;
    int32_t detected = sirocco_isa_detected();
    const char *word = getenv("SIROCCO_ISA");
    int32_t asked = word == NULL ? -1 : level_named(word);
    level = asked >= 0 && asked < detected ? asked : detected;
    // A level set meanwhile by another thread wins over the environment's.
    int32_t unset = -1;
    if (!atomic_compare_exchange_strong(&active_level, &unset, level)) level = unset;
    return level;
}

int32_t sirocco_isa_set(int32_t level) {
    int32_t detected = sirocco_isa_detected();
    if (level < 0) level = 0;
    if (level > detected) level = detected;
    atomic_store(&active_level, level);
    return level;
}

const char *sirocco_isa_name(int32_t level) {
    return level >= 0 && level < SIROCCO_ISA_COUNT ? names[level] : "unknown";
}

const struct sirocco_kernel_table *sirocco_kernels(void) {
    return &tables[sirocco_isa_active()];
}
