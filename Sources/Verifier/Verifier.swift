// The verifier: see the folders beside this file.
