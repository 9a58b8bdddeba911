"""Cross-regional handling (跨域通办, 跨省通办): accept here, handle there, hand over where the applicant is.

Owns: what the intake place knows of a case that another place handles (its steps as that place told them), the link
between such a case and the ordinary case at the competent place, original papers and hand-over notes, and the outcome
of remote assistance by video. Intake place, competent place and exit place are kept apart.
Never decides and never counts the limits of a case: they are the competent authority's, by its law and its clock. The
intake place owes only what is its own: to pass on in time, and to hand over what has come.
"""
