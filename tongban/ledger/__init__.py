"""Ledger (事实账本): what happened, to what, by whom, when; once written it stays.

Owns: facts and the objects they touch, the chain of each primary object, seals over all facts, the
deliveries that drive reactions, periodic jobs, gap-free number series and remembered answers of requests.
Facts are the audit trail, the timeline, the outbox and the process log at once.

Never does: change or remove a fact; keep personal data (a fact names ids and codes, people's numbers
live encrypted in `parties`); know a room above it (they record facts of their own kinds and react by name);
decide who may see the timeline of a case (the room that owns the case does, and then asks `timeline`).
"""
