"""Backup and restore of a whole city: one archive with database, files, keys and what else belongs to it.

`archive` is the format, `tools` finds and runs PostgreSQL's programs, `save` writes, `load` reads back and verifies.
"""
