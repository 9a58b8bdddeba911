"""Foundation: what every room stands on.

Owns: `Actor`, errors, clock, deadline arithmetic, the lifecycle table, ids, national code
structures and check digits (`kernel.standards`), Chinese cryptography and the key store.
Never has tables, never imports another room, never reads the time anywhere but in `clock`.
"""
