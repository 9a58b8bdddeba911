"""Notices: the inbox of parties and officers, and the short messages and mails that go with it (消息).

Owns: the wording of every notice (templates as data, with city revisions), what was told to whom and
when it was read, and the outbox through which short messages and mails leave by an adapter.
Never decides whom to tell or when (the rooms above do, in their reactions), never looks up a mobile
number (the caller hands it over), never writes a number or an address into a log or a fact.
"""
