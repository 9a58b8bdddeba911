"""Persons, organisations and the mandates between them (自然人·法人·授权).

Owns: who the people and enterprises served are, their numbers (encrypted, found by a blind index, masked
on screens), their legal representatives, and who may act for whom, in what, from when to when.
Never holds passwords or roles (that is `access`), never holds cases or licences, and never shows anybody
another's data without recording it as a fact that this person can see.
"""
