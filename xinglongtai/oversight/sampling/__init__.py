"""案卷评查: sampling and scoring of closed files, and rule models that find suspicious ones."""
