"""Ratings (好差评): invitation, one rating per case and stage, and what follows from a bad one.

Owns: invitations, ratings on five levels, defaults (flagged, never counted as given), the handling of bad
ratings from first contact to call-back, and the published rates with numerator and denominator.
Never decides who handled a case well, never shows a rater to the officer who was rated, never changes what a
person said; other rooms invite by a call, this room reads no table of theirs.
"""
