// The prover: see the folders beside this file.
