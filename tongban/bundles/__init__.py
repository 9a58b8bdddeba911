"""One thing at once (一件事, 高效办成一件事): several departments' items as one guide, form and set of materials.

Owns: bundles with their lead department, and the versions of each. A version says which items, in which order (edges),
which of them the applicant chooses (choice groups), which materials are the same paper, and what the lead promises.
What one application then asks is computed from the items' own guides and never typed.
Never changes an item, its limit or its law: constituents keep their clocks, and departments need not know of a bundle.
"""
