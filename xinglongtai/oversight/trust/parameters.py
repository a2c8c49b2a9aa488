"""Parameters of trust (守信失信)."""
