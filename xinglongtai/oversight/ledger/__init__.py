"""台账: export and import of the ledger."""
