"""The read API of other systems, /api/v1/."""
