"""One search box: parties, letter numbers, cases, phones. An exact number jumps straight."""

from django.shortcuts import redirect, render

from cases import identity
from cases.models import Case, Party
from xinglongtai.core.models import IssuedDocument
from xinglongtai.core.paging import Paging, foremost, newest
from xinglongtai.core.privacy.sealed import words_of
from xinglongtai.core.replica.reading import from_replica
from xinglongtai.core.web import require_right, today

from ..models import Pledge

MOST = 10
_BRACKETS = str.maketrans("[]()【】（）", "〔〕〔〕〔〕〔〕")


def letter_number(words: str) -> str:
    """``words`` with any kind of brackets as those of a letter number.

    >>> letter_number("盘兴市监柔承[2026]1号")
    '盘兴市监柔承〔2026〕1号'
    """
    return words.strip().translate(_BRACKETS).replace(" ", "")


def _jump(actor, words):
    """The one thing an exact number names, as redirect arguments, or ``None``."""
    number = letter_number(words)  # its document first: a number is found by the bureau that gave it
    papers = IssuedDocument.objects.filter(bureau=actor.bureau, number_text=number) if number else ()
    for document in papers:
        cases = Pledge.objects.visible_to(actor).filter(letter__document=document).values_list("case", flat=True)
        for case in cases.order_by():
            return "cases:detail", case
    code = identity.clean(words)
    if len(code) == 18:
        found = list(Party.objects.visible_to(actor).filter(uscc=code)[:2])
        if len(found) == 1:
            return "cases:party", found[0].pk
    return None


def _of_cases(actor, words) -> tuple[list, list]:
    """Cases that hold ``words``, and the letters of such cases: these are found by what their case is found by."""
    asked = letter_number(words) if any(ord(ch) in _BRACKETS for ch in words) else words
    cases = Case.objects.visible_to(actor).matching(asked).with_people().prefetch_related("violations")
    pledges = Pledge.objects.visible_to(actor).with_people().order_by("-issued_on", "-pk")
    found = Paging(cases.order_by("-pk"), cases, MOST)
    keys = found.all_keys()
    if keys is None:
        return list(found.page(None)), foremost(pledges.matching(asked), MOST)
    return found.whole(keys[:MOST]), foremost(pledges.filter(case__pk__among=keys), MOST) if keys else []


@from_replica
def search(request):
    """Results by kind, at most ten of each, with links to the whole lists."""
    actor = require_right(request, "cases.view_party", "查找当事人和案件")
    words = words_of(request, "q", 100)
    context = {"words": words, "today": today(), "most": MOST}
    if words:
        target = _jump(actor, words)
        if target:
            return redirect(*target)
        parties = Party.objects.visible_to(actor)
        cases, pledges = _of_cases(actor, words)
        context |= {
            "parties": newest(parties.matching(words), MOST, among=parties.matching(words, "stands_in")),
            "pledges": pledges,
            "cases": cases,
        }
        context["found"] = any(context[name] for name in ("parties", "pledges", "cases"))
    return render(request, "pledges/search.html", context)
