"""Parameters of sampling (案卷评查)."""
