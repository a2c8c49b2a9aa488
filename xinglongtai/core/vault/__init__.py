"""Encryption at rest, with keys outside the database (:mod:`xinglongtai.core.keys`, purpose «data»).

``fields``: columns that are closed as a whole (:class:`~.fields.ClosedField`) and the keyed marks by which they are found
(:class:`~.marks.MarkField`). ``parts``: JSON of which only what is personal or secret is closed. ``storage``: files that lie closed.
``disk``: how they lie on the disk. ``pieces`` and ``waiting``: uploads that are not whole yet. ``turning``: closing again under another
key. ``ring``: the keys in memory, and the guard that nothing is closed by a key that is not this database's.
"""
