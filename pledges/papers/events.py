"""Sentences of what happens here."""
