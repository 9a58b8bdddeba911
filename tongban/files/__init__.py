"""Content by digest (附件): every byte string the city keeps, once, under its SM3.

Owns: the folder `TONGBAN_HOME/files`, the row per content, what may come in (size, real type, no
executables) and how file names are made safe.
Never decides who may see a file: the room that owns the paper does. Never keeps names a person gave
beyond the row that first brought the content, never puts a name into a fact.
"""
