"""What the decision rests on: the sheet and its facts, legal review where the sheet asked for one."""

from ..facts import HARD, ISSUE, PAPER, RUNNING, SOFT, Disagreement, SetFacts, chinese

_REVIEW = "柔性执法告知承诺制（试行）四（三）；本机关内部一致性"


def check(facts: SetFacts) -> list[Disagreement]:
    """All disagreements of this family. The letter and the outcome rest on the sheet; other papers tell facts and do not.

    A stale sheet blocks the letter, which can still wait; later it is shown.
    """
    found: list[Disagreement] = []
    if facts.moment == PAPER:
        return found
    for row in facts.violations:
        sheet = row.sheet
        if sheet is None:
            if facts.moment == ISSUE:
                found.append(
                    _sheet(row.words, "核查表", "没有作适用核查", "签发前每个违法行为都须有核查表", HARD, mend="assess")
                )
            continue
        if sheet.needs_review and not sheet.reviewed and facts.moment != RUNNING:
            here, elsewhere = "须先经法制审核", "没有法制审核意见"
            found.append(
                _sheet(row.words, "法制审核", here, elsewhere, HARD, code="no_review", basis=_REVIEW, mend="assess")
            )
        if sheet.changed:
            here = f"{chinese(sheet.made_on)}作出"
            elsewhere = f"此后{'、'.join(sheet.changed)}有变化"
            severity = HARD if facts.moment == ISSUE else SOFT
            found.append(
                _sheet(row.words, "核查依据的事实", here, elsewhere, severity, code="stale_sheet", mend="reopen")
            )
    return found


def _sheet(words: str, field: str, here: str, elsewhere: str, severity: str, **more) -> Disagreement:
    more = {"code": "no_sheet"} | more
    return Disagreement(
        paper=f"适用核查表（{words}）", field=field, here=here, elsewhere=elsewhere, severity=severity, **more
    )
