"""Pages that may be read from a hot standby of the database (``REPLICA_URL``, PostgreSQL only): decision 056.

``reading`` (what the running request reads from), ``router`` (Django's), ``standing`` (how far the standby is), ``middleware``,
``checks`` (for people and for ``manage.py check``). Without ``REPLICA_URL`` neither router nor middleware is there.
"""
