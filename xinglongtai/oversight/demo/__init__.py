"""Demonstration data: plainly invented people and firms, relative to today."""
