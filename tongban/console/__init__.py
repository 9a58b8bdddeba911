"""The console of the city's administrators: outbox, calendar and rule pack, organisations, accounts, ledger.

Owns pages only: no tables, no rules, no queries of its own.
"""
