"""Personal data: how numbers are masked, where they may never stand (addresses, logs, error pages), and how scans are marked."""
