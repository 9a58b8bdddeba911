"""Faults under load: `python -m bench.faults` (`make bench-faults`).

A city of its own serves real clients while its processes are killed, its disk fills, its connections break and its
clock jumps. Every client keeps a journal outside the city; what it says is held against the database after each fault.
"""
