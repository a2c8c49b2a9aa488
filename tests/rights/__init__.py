"""Tables of who may open what, a topic a file: ``TABLE`` as in ``tests.rights_table``, ``rows`` for the situations it needs."""
