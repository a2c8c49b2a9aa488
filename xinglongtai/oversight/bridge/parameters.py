"""Parameters of bridge (对接)."""
