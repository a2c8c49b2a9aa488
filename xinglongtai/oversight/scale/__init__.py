"""A nation's ten years, invented, to measure with: never part of an installation that is used.

Everything is a pure function of a row's number (``chance``), so the same size gives the same rows again. ``size``, ``words``, ``days``,
``nation``, ``laws`` and ``lives`` say what there is; ``party_rows``, ``case_rows``, ``pledge_rows`` and ``acts`` make rows of it;
``tables`` and ``bare`` bring them in; ``founding`` makes the people by the product's own verbs, ``seeding`` leads.
"""
