"""Fixed words of the product that name a law: letter templates, words of letters and decisions, lines of the sheet.

They change only with a new version of the product, so the watch shows them to legal staff instead of making tasks.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from cases.measure_words import WORDS
from cases.outcomes import BASES, NO_CASE_BASES
from catalog.eligibility import vocabulary
from pledges.letter import PRIVACY_NOTICE, RIGHTS_TOLD

from .reads import names_law

LETTERS = Path(settings.BASE_DIR) / "templates" / "letters"


@dataclass(frozen=True)
class Printed:
    """A place with fixed words and the words."""

    place: str
    text: str


@lru_cache(maxsize=1)
def fixed_words() -> tuple[Printed, ...]:
    """Every place of the product whose words may name a law."""
    found = [
        Printed(f"文书模板 {path.name}", path.read_text(encoding="utf-8")) for path in sorted(LETTERS.glob("*.html"))
    ]
    found += [Printed("承诺书：权利告知", RIGHTS_TOLD), Printed("承诺书：个人信息说明", PRIVACY_NOTICE)]
    found += [Printed("不予立案的依据", text) for text in NO_CASE_BASES.values()]
    found += [Printed(f"处理结果“{outcome.label}”的依据", text) for outcome, text in BASES.items()]
    found += [Printed(f"柔性措施“{kind.label}”的用语", f"{w.about}{w.topic}{w.explained}") for kind, w in WORDS.items()]
    for name in (vocabulary.APL, vocabulary.PROCEDURE, vocabulary.TRANSFER_RULES, vocabulary.POLICY):
        found.append(Printed("适用核查表各行的依据", name))
    return tuple(found)


def printed_naming(title: str, short_title: str) -> list[Printed]:
    """The places that name the law by title or short title; of a template only its place."""
    names = {title, short_title}
    return [
        Printed(row.place, "" if row.place.startswith("文书模板") else row.text)
        for row in fixed_words()
        if names_law(row.text, names)
    ]
