"""Time limits kept (限时办结): everything that somebody owes until some instant, in one table.

Owns: duties (what is owed, by which department, since when, until when), their pauses with the document that orders
them, their extensions, and the lamp. Due dates are derived by `kernel.deadline` from dates, pauses and the calendar of
`reference`; the stored ones are a cache that says which edition of the calendar it was derived with.
Never knows what kind of thing its subjects are: a subject is a type and an id, and rooms above react to the facts
`duty.warned` and `duty.overdue`.
"""
