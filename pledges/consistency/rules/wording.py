"""Names, numbers, amounts, clauses and items that differ between papers, or between a paper and the case as it is now."""

import re

from xinglongtai.core.privacy.masking import mask_id

from ..facts import HARD, LETTER, ORDER, RECHECK, SOFT, Disagreement, PaperFacts, SetFacts, chinese

_PARTY = "本机关内部一致性；市场监督管理行政处罚程序规定第六十二条第一项"
_SPACE = re.compile(r"[\s《》]+")
_ARTICLE = re.compile(r"(.+?)(第[一二三四五六七八九十百千零〇\d]+条.*)?$")
_BETWEEN = re.compile(r"[;；、，,和及]")
_PERSONAL = re.compile(r"\d{17}[\dXx]")
_STATE = "中华人民共和国"


def check(facts: SetFacts) -> list[Disagreement]:
    """All disagreements of this family."""
    found = []
    for paper in facts.standing:
        for rule in (_name, _code, _address, _inspected, _due, _items, _clauses, _decision):
            found += rule(facts, paper)
    return [*found, *_order_numbers(facts), *_letter_numbers(facts), *_amounts(facts)]


def _differ(paper: PaperFacts, field: str, here: str, elsewhere: str, code: str, severity: str = HARD, mend="", **more):
    mend = mend or ("void" if paper.kind == LETTER else "paper")
    target = more.pop("target", paper.key)
    return Disagreement(
        code=code,
        severity=severity,
        paper=paper.title,
        field=field,
        here=here,
        elsewhere=elsewhere,
        mend=mend,
        target=target,
        **more,
    )


def same_words(one: str, other: str) -> bool:
    """Equal but for spaces, full-width brackets and 《》."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return _SPACE.sub("", text).replace("（", "(").replace("）", ")")


def _known_code(facts: SetFacts, paper: PaperFacts) -> bool:
    return bool(paper.party_code) and paper.party_code in facts.party.codes


def _known_name(facts: SetFacts, paper: PaperFacts) -> bool:
    """The name stands beside the party's number, here or on another paper of the case: a former name, and no stranger's."""
    return any(_known_code(facts, other) and same_words(other.party_name, paper.party_name) for other in facts.papers)


def _name(facts: SetFacts, paper: PaperFacts) -> list[Disagreement]:
    """Another name under the same number is lawful (变更登记) and is shown; a name that never stood beside it blocks."""
    if not paper.party_name or same_words(paper.party_name, facts.party.name):
        return []
    severity = SOFT if _known_name(facts, paper) else HARD
    now = f"当事人信息现为“{facts.party.name}”"
    if severity == SOFT:
        now += "，证件号码相同；变更名称的请附变更登记材料"
    more = {"basis": _PARTY, "mend": "party", "target": facts.party.key}
    return [_differ(paper, "当事人名称", f"“{paper.party_name}”", now, "party_name", severity, **more)]


def _shown(code: str) -> str:
    """A number that may be an 身份证号 with its middle hidden, whoever looks."""
    return mask_id(code) if _PERSONAL.fullmatch(code) else code


def _code(facts: SetFacts, paper: PaperFacts) -> list[Disagreement]:
    if not paper.party_code or not facts.party.codes or _known_code(facts, paper):
        return []
    shown = [_shown(code) for code in facts.party.codes]
    here = _shown(paper.party_code)
    more = {"basis": _PARTY, "mend": "party", "target": facts.party.key}
    return [_differ(paper, "证件号码", here, f"当事人信息现为{'、'.join(shown)}", "party_code", **more)]


def _address(facts: SetFacts, paper: PaperFacts) -> list[Disagreement]:
    now = facts.party.address
    if not paper.party_address or not now or same_words(paper.party_address, now):
        return []
    more = {"mend": "party", "target": facts.party.key}
    return [_differ(paper, "地址", f"“{paper.party_address}”", f"当事人信息现为“{now}”", "party_address", SOFT, **more)]


def _inspected(facts: SetFacts, paper: PaperFacts) -> list[Disagreement]:
    if paper.inspected_on is None or paper.inspected_on == facts.inspected_on:
        return []
    elsewhere = f"案件登记为{chinese(facts.inspected_on)}"
    return [_differ(paper, "检查日期", chinese(paper.inspected_on), elsewhere, "inspected_on")]


def _due(facts: SetFacts, paper: PaperFacts) -> list[Disagreement]:
    """The letter against the day agreed; the order against the promise that rests on it."""
    pledge = facts.pledge
    if paper.due_on is None or pledge is None or pledge.immediate:
        return []
    if paper.kind == LETTER and paper.key == pledge.key and paper.due_on != pledge.agreed_on:
        return [_differ(paper, "改正期限", chinese(paper.due_on), f"约定的是{chinese(pledge.agreed_on)}", "due_on")]
    if paper.kind == ORDER and paper.due_on not in {pledge.agreed_on, pledge.due_on}:
        elsewhere = f"承诺书约定的是{chinese(pledge.agreed_on)}"
        return [_differ(paper, "改正期限", chinese(paper.due_on), elsewhere, "due_on", SOFT)]
    return []


def _items(facts: SetFacts, paper: PaperFacts) -> list[Disagreement]:
    """The version printed is the one the case rests on; a paper that names the number alone is held to the number alone."""
    now = {_plain(row.item) for row in facts.violations if row.item}
    numbers = {item.split("(")[0] for item in now}
    strange = [item for item in paper.items if now and _plain(item) not in now | numbers]
    if not strange:
        return []
    elsewhere = f"案件现按{'、'.join(dict.fromkeys(row.item for row in facts.violations if row.item))}"
    return [_differ(paper, "清单事项", "、".join(strange), elsewhere, "item")]


def law_and_articles(clause: str) -> tuple[str, tuple[str, ...]]:
    """«《中华人民共和国广告法》第九条、第二十八条第一款» → («广告法», («第九条», «第二十八条第一款»)).

    No article when only the law is named. A part that names no 条 of its own («第一款、第二款») belongs to the one before.
    """
    law, articles = _ARTICLE.match(_plain(clause)).groups()
    found: list[str] = []
    for part in _BETWEEN.split(articles or ""):
        if part and "条" not in part and found:
            part = found[-1].partition("条")[0] + "条" + part
        if part:
            found.append(part)
    return law.removeprefix(_STATE), tuple(found)


def _clauses(facts: SetFacts, paper: PaperFacts) -> list[Disagreement]:
    """Only clauses of laws that the violations rest on are compared; those of procedure stand beside."""
    now: dict[str, set[str]] = {}
    for row in facts.violations:
        for clause in row.clauses:
            law, articles = law_and_articles(clause)
            now.setdefault(law, set()).update(articles)
    found = []
    for clause in paper.clauses:
        law, articles = law_and_articles(clause)
        known = now.get(law)
        strange = [a for a in articles if known and not any(a.startswith(b) or b.startswith(a) for b in known)]
        if strange:
            elsewhere = f"案件适用的是{law}{'、'.join(sorted(known))}"
            found.append(_differ(paper, "适用条款", clause, elsewhere, "clause"))
    return found


def _decision(facts: SetFacts, paper: PaperFacts) -> list[Disagreement]:
    number = facts.disposition.decision_number if facts.disposition else ""
    said = paper.decision_number or (paper.number if paper.kind == "no_penalty_decision" else "")
    if not number or not said or same_words(said, number):
        return []
    return [_differ(paper, "决定文号", said, f"处理意见写的是{number}", "decision_number")]


def _order_numbers(facts: SetFacts) -> list[Disagreement]:
    """A number of a 责令改正通知书 that no standing one bears; typed by hand without any in the file it is shown only.

    A notice that is just being issued is not held up by the paper that still quotes the void one: it comes first, that one is mended next.
    """
    mending = any(paper.draft and paper.kind == ORDER for paper in facts.papers)
    standing = {paper.number for paper in facts.of_kind(ORDER) if paper.number}
    void = {paper.number for paper in facts.papers if paper.kind == ORDER and not paper.counts and paper.number}
    found = []
    for paper in facts.standing:
        said = paper.order_number
        if paper.kind == ORDER or not said or said in standing:
            continue
        severity = SOFT if mending and not paper.draft else HARD
        if said in void:
            found.append(_differ(paper, "责令改正文号", said, "这份通知书已经作废", "order_number", severity))
        elif standing:
            elsewhere = f"卷内通知书是{'、'.join(sorted(standing))}"
            found.append(_differ(paper, "责令改正文号", said, elsewhere, "order_number", severity))
    return found


def _letter_numbers(facts: SetFacts) -> list[Disagreement]:
    numbers = {paper.number for paper in facts.of_kind(LETTER) if paper.number}
    void = {paper.number for paper in facts.papers if paper.kind == LETTER and not paper.counts and paper.number}
    found = []
    for paper in facts.standing:
        said = paper.letter_number
        if not said or said in numbers or paper.kind == LETTER:
            continue
        if said in void and not numbers and paper.kind != RECHECK:
            continue  # it tells of a letter that was out then; no other took its place
        elsewhere = f"有效的承诺书是{'、'.join(sorted(numbers))}" if numbers else "本案没有这份有效的承诺书"
        found.append(_differ(paper, "承诺书编号", said, elsewhere, "letter_number"))
    return found


def _amounts(facts: SetFacts) -> list[Disagreement]:
    """The same amount told otherwise in two papers. Compared as numbers where both are."""
    told: dict[str, tuple[PaperFacts, str]] = {}
    found = []
    for paper in facts.standing:
        for what, amount in paper.amounts:
            first, before = told.setdefault(what, (paper, amount))
            if _number(before) != _number(amount):
                found.append(_differ(paper, what, amount, f"{first.title}写的是{before}", "amount"))
    return found


def _number(text: str) -> float | str:
    plain = _plain(text).replace(",", "").replace("，", "").removesuffix("元")
    try:
        return float(plain)
    except ValueError:
        return plain
