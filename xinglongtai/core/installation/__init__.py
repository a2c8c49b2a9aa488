"""The installation looking at itself: whether it can serve right now (``probes``), when automatic work last ran (``heartbeats``),
and what is wrong with it, for people (``checks_*``, registered with ``core.diagnosis``)."""
