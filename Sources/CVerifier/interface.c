// The header alone is this target: VerifierLibrary implements it in Swift, and the compiler compares the two.
#include "sirocco_verifier.h"

_Static_assert(sizeof(sirocco_statement) == 216, "the layout is part of the interface");
