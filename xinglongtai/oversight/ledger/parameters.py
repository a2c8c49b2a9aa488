"""Parameters of ledger (台账)."""
