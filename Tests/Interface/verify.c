// A program that verifies a proof file, without Swift:
//
//     cc verify.c -I .build/verifier-library -L .build/verifier-library -lsirocco_verifier -o verify
//     ./verify run.proof [job prover]      (0x and 64 hexadecimal digits each)
//
// Prints what the proof is about and exits with what sirocco_verify answers. With `--attack` it changes bytes of the
// file all over it and exits with 0 only when every changed file is refused.
#include "sirocco_verifier.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print(const char *name, const uint8_t *bytes) {
    printf("%-9s0x", name);
    for (int i = 0; i < 32; i++) printf("%02x", bytes[i]);
    printf("\n");
}

static int digest(const char *text, uint8_t *bytes) {
    if (strlen(text) != 66 || strncmp(text, "0x", 2) != 0) return 0;
    for (int i = 0; i < 32; i++) {
        unsigned byte;
        if (sscanf(text + 2 + 2 * i, "%2x", &byte) != 1) return 0;
        bytes[i] = (uint8_t)byte;
    }
    return 1;
}

static uint8_t *read_file(const char *name, size_t *length) {
    FILE *file = fopen(name, "rb");
    if (!file) return NULL;
    uint8_t *bytes = malloc(SIROCCO_MAXIMUM_PROOF_BYTES + 1);
    if (bytes) *length = fread(bytes, 1, SIROCCO_MAXIMUM_PROOF_BYTES + 1, file);
    fclose(file);
    return bytes;
}

static int attack(uint8_t *bytes, size_t length, uint32_t flags) {
    // A stride that is no multiple of any field's size meets every kind of field.
    size_t stride = length > 4096 ? length / 509 : 1, tried = 0;
    for (size_t place = 0; place < length; place += stride) {
        uint8_t kept = bytes[place];
        bytes[place] ^= (uint8_t)(1 + place % 255);
        sirocco_statement statement;
        int32_t answer = sirocco_verify(bytes, length, NULL, UINT64_MAX, flags, &statement, NULL, 0);
        static const sirocco_statement nothing;
        if (answer != SIROCCO_REFUSED || memcmp(&statement, &nothing, sizeof nothing) != 0) {
            printf("byte %zu changed, answer %d\n", place, (int)answer);
            return 1;
        }
        bytes[place] = kept;
        tried++;
    }
    printf("%zu changed files refused\n", tried);
    return 0;
}

int main(int count, char **arguments) {
    if (sirocco_verifier_interface() != SIROCCO_VERIFIER_INTERFACE) return 100;
    int first = 1, attacking = 0;
    uint32_t flags = 0;
    for (; first < count && strncmp(arguments[first], "--", 2) == 0; first++) {
        if (strcmp(arguments[first], "--attack") == 0) attacking = 1;
        if (strcmp(arguments[first], "--allow-insecure") == 0) flags = SIROCCO_ALLOW_INSECURE;
    }
    size_t length = 0;
    uint8_t *bytes = first < count ? read_file(arguments[first], &length) : NULL;
    if (!bytes) return 101;
    if (attacking) {
        int failed = attack(bytes, length, flags);
        free(bytes);
        return failed;
    }
    uint8_t job[32], prover[32];
    sirocco_expectations expected = {0};
    if (first + 2 < count) {
        if (!digest(arguments[first + 1], job) || !digest(arguments[first + 2], prover)) return 102;
        expected.job = job;
        expected.prover = prover;
    }
    sirocco_statement statement;
    char message[160];
    int32_t answer = sirocco_verify(bytes, length, &expected, UINT64_MAX, flags, &statement, message, sizeof message);
    free(bytes);
    if (answer != SIROCCO_ACCEPTED) fprintf(stderr, "%s\n", message);
    if (answer == SIROCCO_ACCEPTED || answer == SIROCCO_DIFFERENT) {
        print("claim", statement.claim);
        print("model", statement.model);
        print("circuit", statement.circuit);
        print("weights", statement.weights);
        print("job", statement.job);
        print("prover", statement.prover);
        printf("chain    %" PRIu64 "\nsecurity %u.%02u bits\ncost     %" PRIu64 "\n", statement.chain,
               statement.security / 100, statement.security % 100, statement.cost);
    }
    return answer;
}
