"""Every page that a person opens often, each with its bar."""

from collections.abc import Iterator

from .asking import page_figure
from .figures import Figure, Run
from .pages import pages

WHAT = "pages, warm, one user"


def measure(run: Run) -> Iterator[Figure]:
    for page in pages():
        found = page_figure(page, run.count(3, 1), run.step if len(page.urls) > 12 else 1)
        if found:
            yield found
