#ifndef SIROCCO_ISA_H
#define SIROCCO_ISA_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Instruction-set levels, each containing the ones below it.
/// AVX512 means F, DQ, BW, VL and VNNI together; a machine with less runs at AVX2.
enum {
    SIROCCO_ISA_PORTABLE = 0,
    SIROCCO_ISA_AVX2 = 1,
    SIROCCO_ISA_AVX512 = 2,
    SIROCCO_ISA_COUNT = 3,
};

/// The best level this processor offers. Fixed for the life of the process.
int32_t sirocco_isa_detected(void);

/// The level in force: the detected one, lowered by the environment variable SIROCCO_ISA
/// (`portable`, `avx2`, `avx512`; read once, unknown words are ignored: see
/// sirocco_isa_environment_is_valid) or by sirocco_isa_set.
int32_t sirocco_isa_active(void);

/// Puts `level` in force, at most the detected one, and returns the level now in force.
/// Results never depend on it; a call made while kernels run affects only later calls.
int32_t sirocco_isa_set(int32_t level);

/// 1 when SIROCCO_ISA is unset, empty or a known word, else 0.
int32_t sirocco_isa_environment_is_valid(void);

/// `portable`, `avx2` or `avx512`; `unknown` for anything else. Static storage.
const char *sirocco_isa_name(int32_t level);

#ifdef __cplusplus
}
#endif
#endif
