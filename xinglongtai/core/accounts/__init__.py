"""Accounts: who gets in, for how long, with what, and who may change that.

``locks`` (failures), ``passwords``, ``second_factor`` and ``recovery`` (codes), ``sessions`` (idle and absolute end, list, ending),
``signing_in`` (what happens at a login), ``oidc`` (login by a provider), ``separation`` (三员分立, pure), ``keeping`` (verbs of the
keepers), ``middleware`` (what holds on every page). Decision 043.
"""
