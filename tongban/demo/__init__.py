"""The demonstration city: invented, complete, the same everywhere.

Owns the data files under `data/` (profile, departments, halls, officers, residents, enterprises, licence types, data
elements, items, the hygiene story) and the reading and checking of them. Every file says that it is invented: the
region codes belong to no place, so that no number in it can be anybody's, and the telephones ring nowhere.
A profile and a seed decide the city; nothing here depends on the clock or the machine.
`profiles/` makes whole catalogues with the figures that real cities published, invented item by item.

Never holds tables of its own, never writes but by the verbs of the rooms below, and never changes a city that
was not set up as a demonstration.
"""
