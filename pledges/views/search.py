"""One search box: parties, letter numbers, cases, phones. An exact number jumps straight."""

from django.shortcuts import redirect, render

from cases import identity
from cases.models import Case, Party
from xinglongtai.core.models import IssuedDocument
from xinglongtai.core.paging import foremost, newest
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
        numbers = Pledge.objects.visible_to(actor).matching(letter_number(words)).with_people()
        parties = Party.objects.visible_to(actor)
        cases = Case.objects.visible_to(actor).matching(words).with_people().prefetch_related("violations")
        context |= {
            "parties": newest(parties.matching(words), MOST, among=parties.matching(words, "stands_in")),
            "pledges": foremost(numbers.order_by("-issued_on", "-pk"), MOST),
            "cases": foremost(cases.order_by("-pk"), MOST),
        }
        context["found"] = any(context[name] for name in ("parties", "pledges", "cases"))
    return render(request, "pledges/search.html", context)
