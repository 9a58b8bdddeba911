"""Approval and oversight joined (审批监管联动): who oversees what was granted, and random inspection (双随机、一公开).

Owns: the rule table that says which department oversees which item, the handover of every granted case with its duty
to acknowledge, the registers of objects under regulation and of inspectors, inspection plans with their draw (frozen
lists and a secret committed to first, a seed nobody could choose), inspections that two officers sign, orders to mend
and proposals that another seat decides.
Never decides a case, never keeps credit or licences itself: what was found goes to the rooms `credit` and `licences`
through their verbs. Publishes codes, never names of people.
"""
