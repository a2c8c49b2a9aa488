"""Measurements of the whole product on large data (``script/bench nation``): what is asked, by whom, and how long it may take.

``table`` names the rows; each row is a module of the same small shape: ``WHAT`` says what it is, ``measure(run)`` gives its figures.
``stage`` makes what rows work with, ``serving`` runs the product as ``deploy/`` does, ``officers`` is the crowd in front of it (a
process of its own that knows nothing of the product), ``printers`` and ``stock`` are what a user would otherwise have.
"""
