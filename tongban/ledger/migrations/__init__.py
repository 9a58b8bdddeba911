"""Schema of the ledger."""

TABLES_WRITTEN_ONCE = ("ledger_fact", "ledger_factobject", "ledger_seal")
