"""Trials with random people, texts and files (``script/fuzz``). A small slice of them runs in the suite (``test_slice.py``)."""
