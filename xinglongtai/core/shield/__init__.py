"""What every request is asked and every answer carries, whatever the page: decision 047.

``policies`` (pure) are the words of the headers, ``answers`` and ``requests`` the two middlewares, ``pages`` the plain pages of refused
requests, ``checks`` what Django's own ``check --deploy`` does not look at, ``scanning`` and ``clamd`` the virus scanner.
"""
