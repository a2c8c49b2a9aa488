"""Parameters of publication (公示)."""
