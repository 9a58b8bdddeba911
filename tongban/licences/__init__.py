"""Electronic licences (电子证照): issued, signed, shown, verified, used instead of paper, changed and ended.

Owns: licence types (what stands on the face, who may hold one, how many at once), every licence with its
identifier (GB/T 36904), its SM2 signature and its PDF, its life, and each use somebody made of it.
Never decides whether a licence is due (that is a case), never knows a case but by its number, never
shows a holder's name or number in full to the public, never stores "expired": that follows from the date.
"""
