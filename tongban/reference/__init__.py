"""The ground: what every room looks up and none decides.

Owns: regions on five levels with explicit parents, the work calendar (national notices with the city's own days on
top), code lists, data elements, and the city rule packs: the numbers that ordinances set, each with its citation.
Never derives a hierarchy from the digits of a code alone, never knows departments, items or cases, and never holds a
national numeric dictionary (those stay in the mapping tables of `feeds`, because they disagree).
"""
