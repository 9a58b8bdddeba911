"""Cases (办件): one application on its way from draft to delivered result.

Owns the case, its materials, its written instruments and the moves between its states, with the law of
each move. Asks the catalogue what an item version demands, licences for evidence and results, duties for
every clock. Never decides who may sign in, never counts days itself, never changes an item.
"""
