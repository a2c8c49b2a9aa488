"""Measurements of the whole product on large data (``script/bench``): what is asked, by whom, and how long it may take."""
