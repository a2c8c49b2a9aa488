"""Two different officers, certified on the day, none of them recused, the same on the papers as in the case (行政处罚法 42, 43)."""

import re
from datetime import date

from ..facts import (
    HARD,
    LETTER,
    ORDER,
    RECHECK,
    SCENE,
    SOFT,
    Disagreement,
    OfficerFacts,
    PaperFacts,
    SetFacts,
    chinese,
)

_TWO = "中华人民共和国行政处罚法第四十二条第一款；市场监督管理行政处罚程序规定第二十二条"
_RECUSAL = "中华人民共和国行政处罚法第四十三条"
#: Papers that tell of the inspection; their officers are those of the case.
_OF_INSPECTION = (SCENE, ORDER, LETTER)
_CLAUSE = re.compile(r"[，。；;,、\s]+")
_DENIED = re.compile(r"未|不|无|没有|可以|有权")


def check(facts: SetFacts) -> list[Disagreement]:
    """All disagreements of this family."""
    return [*_two(facts), *_inspecting(facts), *_rechecking(facts), *_recused(facts), *_as_printed(facts)]


def _two(facts: SetFacts) -> list[Disagreement]:
    found, people = [], facts.officers
    if len(people) < 2:
        here = f"只有{facts.handler.name}一人"
        found.append(_people("案件登记", "执法人员", here, "须有两名执法人员", mend="co_handler"))
    elif people[0].key == people[1].key:
        found.append(_people("案件登记", "执法人员", f"两次都是{people[0].name}", "须是两个人", mend="co_handler"))
    for paper in facts.of_kind(*_OF_INSPECTION, RECHECK):
        more = {"mend": _mend(paper), "target": paper.key}
        if len(paper.officers) == 1:
            found.append(_people(paper.title, "执法人员", f"只有{paper.officers[0]}一人", "须有两名执法人员", **more))
        printed = list(zip(paper.officers, paper.certificates, strict=False)) or list(paper.officers)
        if len(printed) > 1 and len(set(printed)) < len(printed):
            found.append(
                _people(paper.title, "执法人员", f"同一人出现两次（{'、'.join(paper.officers)}）", "须是两个人", **more)
            )
    for row in facts.rechecks:
        if len({person.key for person in row.officers}) < 2:
            name = "复查记录" if row.pledged else "改正核实"
            found.append(_people(name, "复查人", f"{chinese(row.on)}不足两人", "须有两名执法人员"))
    return found


def _people(paper: str, field: str, here: str, elsewhere: str, **more) -> Disagreement:
    return Disagreement(
        **{"code": "two_officers", "severity": HARD, "basis": _TWO} | more,
        paper=paper,
        field=field,
        here=here,
        elsewhere=elsewhere,
    )


def _mend(paper: PaperFacts) -> str:
    return "void" if paper.kind == LETTER else "paper"


def certificate_fault(officer: OfficerFacts, day: date) -> tuple[str, str]:
    """Severity and words where the certificate did not hold on ``day``; ("", "") where it did.

    Expired before the day, or never registered: hard. A term that *begins* later may be the renewed one whose predecessor nobody
    entered: soft, a person looks. An earlier one that held then is as good as the one in force.
    """
    if any(begins <= day <= ends for _, begins, ends in officer.former):
        return "", ""
    if not officer.certificate_no or officer.valid_to is None or officer.valid_from is None:
        return HARD, "没有登记有效的执法证"
    if officer.valid_to < day:
        return HARD, f"执法证{chinese(officer.valid_to)}已到期"
    if officer.valid_from > day:
        return SOFT, f"执法证自{chinese(officer.valid_from)}起有效（换发新证的，请系统管理员补登旧证）"
    return "", ""


def _certified(paper: str, people: tuple[OfficerFacts, ...], day: date, what: str, **more) -> list[Disagreement]:
    found = []
    for officer in people:
        severity, words = certificate_fault(officer, day)
        if severity:
            here = f"{officer.name}在{chinese(day)}{what}"
            more = {"code": "certificate", "basis": _TWO, "mend": "certificate", "target": officer.key} | more
            found.append(
                Disagreement(paper=paper, field="执法证", here=here, elsewhere=words, severity=severity, **more)
            )
    return found


def _inspecting(facts: SetFacts) -> list[Disagreement]:
    """Whoever the papers name inspected; without papers, whoever handles the case."""
    named = {name for paper in facts.of_kind(*_OF_INSPECTION) for name in paper.officers}
    known = tuple(person for person in facts.printed if person.name in named)
    found = _certified("案件登记", known or facts.officers, facts.inspected_on, "实施检查")
    if facts.issuing:
        found += _certified("本次签发", facts.officers, facts.on, "签发文书", mend="co_handler")
    by_name = {person.name: person for person in facts.printed}
    for paper in facts.of_kind(SCENE, ORDER):
        people = tuple(by_name[name] for name in paper.officers if name in by_name)
        if paper.on and paper.on != facts.inspected_on:
            found += _certified(paper.title, people, paper.on, "署名")
    return found


def _rechecking(facts: SetFacts) -> list[Disagreement]:
    found = []
    for row in facts.rechecks:
        found += _certified("复查记录" if row.pledged else "改正核实", row.officers, row.on, "复查")
    return found


def _recused(facts: SetFacts) -> list[Disagreement]:
    """A person named in 回避情况 acts: hard where the words say that they stand aside, soft where they only name them."""
    acting = {person.name for person in facts.officers}
    acting |= {person.name for row in facts.rechecks for person in row.officers}
    found = []
    for name in sorted(acting):
        clauses = [part for part in _CLAUSE.split(facts.recusal) if name in part]
        if not clauses:
            continue
        aside = any("回避" in part and not _DENIED.search(part) for part in clauses)
        found.append(
            Disagreement(
                code="recusal",
                severity=HARD if aside else SOFT,
                paper="案件登记",
                field="回避情况",
                here=f"写有{name}" + ("回避" if aside else ""),
                elsewhere=f"{name}仍在办理本案" + ("" if aside else "，请核对是否应当回避"),
                basis=_RECUSAL,
                mend="co_handler",
            )
        )
    return found


def _as_printed(facts: SetFacts) -> list[Disagreement]:
    """Names and certificate numbers on the papers against the case; those who handled it before a handover count too."""
    found, known = [], {person.name for person in facts.officers} | set(facts.former)
    numbers = {person.name: person.certificate_no for person in (*facts.printed, *facts.officers)}
    before = {(person.name, number) for person in (*facts.printed, *facts.officers) for number, *_ in person.former}
    rechecked = {person.name for row in facts.rechecks for person in row.officers}
    for paper in facts.standing:
        more = {"code": "officers_differ", "mend": _mend(paper), "target": paper.key}
        if paper.kind in _OF_INSPECTION:
            who, where = known, "案件的执法人员"
        elif paper.kind == RECHECK and rechecked:
            who, where = rechecked, "复查记录的复查人"
        else:
            continue
        strange = [name for name in paper.officers if name not in who]
        if strange:
            found.append(
                Disagreement(
                    severity=HARD,
                    paper=paper.title,
                    field="执法人员",
                    here="、".join(strange),
                    elsewhere=f"{where}是{'、'.join(sorted(who))}",
                    basis=_TWO,
                    **more,
                )
            )
        for name, number in zip(paper.officers, paper.certificates, strict=False):
            now = numbers.get(name, "")
            if number and now and number != now and (name, number) not in before:
                found.append(
                    Disagreement(
                        severity=SOFT,
                        paper=paper.title,
                        field="执法证号",
                        here=f"{name} {number}",
                        elsewhere=f"人员登记为 {now}",
                        **more,
                    )
                )
    return found
