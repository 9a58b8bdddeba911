"""Readers of other systems' publications (数据来源): pure parsers and code mappings, one per source.

Owns: how a source writes its rows and what its dictionaries mean, which differ from source to source
(standards §1.6, §14). Every reader turns a file into neutral rows, each with what was mended and what
was found. Never touches the database, never imports another room, never guesses: what a source does not
say stays unknown, and 无 is unknown, not zero.
"""
