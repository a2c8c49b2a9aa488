"""Articles named in running words («《广告法》第九条第（三）项；…»), found among the registered texts."""

import re
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from .citations import Passage, check_days, passage_of
from .models import Citation, Statute
from .statute_text import read_labels
from .statute_text.numbers import NUMERALS

_NAMED = re.compile(
    r"(?:《(?P<quoted>[^《》]{2,60})》|(?P<plain>[\u4e00-\u9fff]{1,40}?(?:法|条例|规定|办法|细则|规则|指南)))\s*"
    rf"(?P<labels>第[{NUMERALS}\d]+条[第条款项目之（）()、和及与\s{NUMERALS}\d]*)"
)
#: Words before the title of a law that is named without brackets.
_LEAD = re.compile(r"^(?:[和及与]|以及|违反了?|依据|依照|按照|根据)+")


def named_articles(texts: Iterable[tuple[str, date]]) -> list[list[Passage]]:
    """For each (words, day): the provisions named there, by the wording in force on that day. Three queries at most.

    A law that is not registered is left out; one without its text comes with empty words.
    """
    texts = list(texts)
    asked = [(number, title, label, on) for number, (words, on) in enumerate(texts) for title, label in names_in(words)]
    by_title = _statutes({title for _, title, _, _ in asked})
    found: list[list[Passage]] = [[] for _ in texts]
    pairs, places = [], []
    for number, title, label, on in asked:
        if title in by_title:
            pairs.append((Citation(statute=by_title[title], article_label=label), on))
            places.append(number)
    for number, checked in zip(places, check_days(pairs) if pairs else (), strict=True):
        found[number].append(passage_of(checked))
    return found


def names_in(words: str) -> list[tuple[str, str]]:
    """(title or short title, label) of each provision named, in order."""
    found = []
    for match in _NAMED.finditer(words):
        label = re.sub(r"\s", "", match["labels"]).rstrip("、和及与")
        if read_labels(label):
            title = match["quoted"] or _LEAD.sub("", match["plain"])
            found.append((title, label))
    return list(dict.fromkeys(found))


def _statutes(titles: set[str]) -> dict[str, Statute]:
    if not titles:
        return {}
    rows = list(Statute.objects.filter(Q(title__in=titles) | Q(short_title__in=titles)).order_by("pk"))
    short = {row.short_title: row for row in rows if row.short_title}
    return short | {row.title: row for row in rows}
