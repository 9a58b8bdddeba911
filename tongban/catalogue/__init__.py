"""What the city offers (政务服务事项): catalogue entries, service items and their versions.

Owns: entries of the basic catalogue, items of the implementation list with their handling items, the versions
of each item with limits, materials, steps, form, result and legal bases, and the search over them. A version is
immutable from the moment it is published (a trigger refuses even the owner's UPDATE), because every case is bound
to one. Imports other places' catalogues as published, with findings beside them.
Never knows cases, licences or who applies; never stores code per item: items are data.
"""
