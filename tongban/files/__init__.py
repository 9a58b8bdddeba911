"""Content by digest (附件): every byte string the city keeps, once, under its SM3.

Owns: the row per content, which holds a small one itself, the folder `TONGBAN_HOME/files` with the larger ones, what
may come in (size, real type, no executables) and how file names are made safe.
Never decides who may see a file: the room that owns the paper does. Never keeps names a person gave
beyond the row that first brought the content, never puts a name into a fact.
"""
