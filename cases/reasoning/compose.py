"""The words of 说理. Pure: structured findings in, short paragraphs out; what is unknown is never told as a fact.

Paragraphs, in this order: what was found · which duty · why it counts as minor, first or faultless · what was promised and done ·
which articles lead where · what happens on repetition.
"""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

PENALTY_LAW = "《中华人民共和国行政处罚法》"
PROCEDURE = "《市场监督管理行政处罚程序规定》"
#: Routes of the sheet (catalog.eligibility.routes) that end without a penalty, and what the law says of each, word for word.
ROUTES = {
    "minor": f"{PENALTY_LAW}第三十三条第一款：违法行为轻微并及时改正，没有造成危害后果的，不予行政处罚",
    "first_offence": f"{PENALTY_LAW}第三十三条第一款：初次违法且危害后果轻微并及时改正的，可以不予行政处罚",
    "no_fault": f"{PENALTY_LAW}第三十三条第二款：当事人有证据足以证明没有主观过错的，不予行政处罚",
}
CORRECTED, PARTLY, UNVERIFIABLE = "corrected", "partly", "unverifiable"
#: Results of a recheck besides «corrected», as told to the party.
RESULTS = {
    PARTLY: "只改正了一部分",
    "refused": "拒不改正",
    "overdue": "逾期没有改正",
    "failed": "改正后仍不符合要求",
}


@dataclass(frozen=True, kw_only=True)
class Voice:
    """How the party is spoken to or of: 你, 你单位, or 当事人 in papers of the bureau."""

    party: str


YOU, YOUR_FIRM, RECORD = Voice(party="你"), Voice(party="你单位"), Voice(party="当事人")


@dataclass(frozen=True, kw_only=True)
class Point:
    """A line of the sheet: what was asked, on what evidence the sheet rests it, what was noted."""

    key: str
    label: str
    evidence: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One violation as it was judged. ``duty``: the clause that was violated; ``clause``: that of the penalty.

    ``met``, ``unknown``, ``failed``: lines of the sheet; ``open_routes``: keys of :data:`ROUTES` that are open or wait for the
    correction; ``claimed``: routes the party claims without proof yet. ``reviewed``: "approved", "rejected" or "".
    """

    act: str
    duty: str = ""
    clause: str = ""
    progressive: bool = False
    off_list: bool = False
    met: tuple[Point, ...] = ()
    unknown: tuple[Point, ...] = ()
    failed: tuple[Point, ...] = ()
    open_routes: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()
    reviewed: str = ""
    approved_basis: str = ""
    corrected_at_once: str = ""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the room of pledges knows of one promise. ``rechecks``: (day, result) in order; ``handed_in``: days of materials."""

    issued_on: date
    agreed_on: date
    due_on: date
    immediate: bool = False
    signed_on: date | None = None
    refused: bool = False
    handed_in: tuple[date, ...] = ()
    rechecks: tuple[tuple[date, str], ...] = ()
    breached: bool = False


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Everything the words are made of. ``verified``: days on which a correction without a pledge was seen."""

    inspected_on: date
    judged: tuple[Judged, ...]
    told: Told | None = None
    verified: tuple[date, ...] = ()
    educated: bool = False

    @property
    def corrected(self) -> bool:
        """Whether the correction was seen: by recheck, by verification, or at once for every violation."""
        checked = bool(self.told and self.told.rechecks and self.told.rechecks[-1][1] == CORRECTED)
        at_once = bool(self.judged) and all(row.corrected_at_once for row in self.judged)
        return checked or bool(self.verified) or at_once

    @property
    def breached(self) -> bool:
        return bool(self.told and self.told.breached)


def compose(findings: Findings, voice: Voice) -> str:
    """The whole text, a paragraph a line. Nothing about a matter that is not known, except that it could not be verified."""
    parts = [
        _found(findings, voice),
        _duty(findings, voice),
        *_why(findings, voice),
        _done(findings, voice),
        _law(findings, voice),
        _again(findings, voice),
    ]
    return "\n".join(part for part in parts if part)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _plain(act: str) -> str:
    return act.rstrip("。；;.")


def _numbered(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return "；".join(f"（{n}）{text}" for n, text in enumerate(words, start=1))


def title_marked(clause: str) -> str:
    """«中华人民共和国广告法第九条» → «《中华人民共和国广告法》第九条»; what bears 《 already stays as it is."""
    if not clause or "《" in clause:
        return clause
    at = clause.find("第")
    return f"《{clause}》" if at < 0 else f"《{clause[:at]}》{clause[at:]}"


def _found(findings: Findings, voice: Voice) -> str:
    acts = _numbered([_plain(row.act) for row in findings.judged])
    return f"{_day(findings.inspected_on)}，我局执法人员检查发现{voice.party}有以下行为：{acts}。" if acts else ""


def _duty(findings: Findings, voice: Voice) -> str:
    duties = list(dict.fromkeys(title_marked(row.duty) for row in findings.judged if row.duty))
    if not duties:
        return ""
    return f"{'、'.join(duties)}对此有规定，{voice.party}应当遵守，上述行为不符合规定。"


def _why(findings: Findings, voice: Voice) -> list[str]:
    several = len(findings.judged) > 1
    found = []
    for number, row in enumerate(findings.judged, start=1):
        words = "".join(_why_one(row, voice))
        if words:
            found.append(f"关于第（{number}）项：{words}" if several else words)
    return found


def _why_one(row: Judged, voice: Voice) -> list[str]:
    found = []
    if row.progressive and row.clause:
        found.append(f"{title_marked(row.clause)}规定先责令改正，拒不改正的才处罚。")
    harmless = any(point.key == "no_harm" for point in row.met)
    points = [point for point in row.met if not (harmless and point.key == "minor_harm")]
    if points:
        found.append(f"经核查，认定：{_points(points)}。")
    if "no_fault" in row.open_routes:
        found.append(f"{voice.party}提交的证据足以证明没有主观过错。")
    if "no_fault" in row.claimed:
        found.append(f"{voice.party}提出没有主观过错，所举证据还没有查实，现在不作为已经证明的事实。")
    found += [f"未能核实：{_noted(point)}。" for point in row.unknown]
    found += [f"不符合：{_noted(point)}。" for point in row.failed]
    if row.off_list:
        found.append("这一行为不在本机关柔性执法事项清单内，按清单外办理。")
    if row.reviewed == "approved":
        basis = f"，依据是{row.approved_basis}" if row.approved_basis else ""
        found.append(f"经法制审核，同意适用告知承诺{basis}。")
    elif row.reviewed == "rejected":
        found.append("经法制审核，不同意适用告知承诺。")
    return found


def _points(points: list[Point]) -> str:
    """The labels, those on the same evidence together; the evidence is what the sheet names, not what lies in the file."""
    found = []
    for evidence, group in groupby(points, key=lambda point: point.evidence):
        labels = "、".join(point.label for point in group)
        named = "、".join(part for part in evidence.split("；") if part)
        found.append(f"{labels}（核查所列依据：{named}）" if named else labels)
    return "；".join(found)


def _noted(point: Point) -> str:
    return f"{point.label}（{point.note}）" if point.note else point.label


def _done(findings: Findings, voice: Voice) -> str:
    found = [
        f"{_plain(row.act)}，{row.corrected_at_once}。" if len(findings.judged) > 1 else f"{row.corrected_at_once}。"
        for row in findings.judged
        if row.corrected_at_once
    ]
    if findings.told:
        found += _promised(findings.told, voice)
    found += [f"{_day(day)}，我局两名执法人员核实，{voice.party}已经改正到位。" for day in findings.verified]
    if not findings.corrected and not (findings.told and findings.told.rechecks):
        found.append("是否改正到位，还没有核实。")
    return "".join(found)


def _promised(told: Told, voice: Voice) -> list[str]:
    if told.refused:
        return [f"{voice.party}没有签署承诺书，这不加重对{voice.party}的处理。"]
    if told.signed_on is None:
        return [f"承诺书已于{_day(told.issued_on)}签发，{voice.party}还没有签署。"]
    what = "立即改正" if told.immediate else f"在{_day(told.agreed_on)}前改正并送交整改材料"
    found = [f"{_day(told.signed_on)}，{voice.party}自愿签署承诺书，承诺{what}。"]
    if told.due_on != told.agreed_on:
        found.append(f"改正期限后来经批准延长到{_day(told.due_on)}。")
    found += [f"{_day(day)}，{voice.party}提交了整改情况说明。" for day in told.handed_in[:1]]
    for day, result in told.rechecks:
        if result == CORRECTED:
            found.append(f"{_day(day)}复查，{voice.party}已经改正到位。")
        elif result == UNVERIFIABLE:
            found.append(f"{_day(day)}复查时无法核查，是否改正到位未能核实。")
        else:
            found.append(f"{_day(day)}复查，{voice.party}{RESULTS[result]}。")
    return found


def _law(findings: Findings, voice: Voice) -> str:
    """The articles, and only as far as the findings carry them: an open correction makes everything conditional."""
    if findings.breached:
        return f"{voice.party}没有履行承诺，不再适用告知承诺；依照{PROCEDURE}第十九条，符合立案条件的，我局将依法立案处理。"
    if any(row.failed or row.reviewed == "rejected" for row in findings.judged):
        return "因此不适用告知承诺，我局将依照法定程序处理。"
    condition = "" if findings.corrected else "核实改正到位后，"
    found = []
    for key, words in ROUTES.items():
        if any(key in row.open_routes for row in findings.judged):
            found.append(f"{'' if key == 'no_fault' else condition}可以适用{words}。")
    clauses = [title_marked(row.clause) for row in findings.judged if row.progressive and row.clause]
    if clauses and findings.corrected:
        found.append(f"{voice.party}已按要求改正，没有出现{'、'.join(dict.fromkeys(clauses))}规定的拒不改正的情形。")
    elif clauses:
        found.append(f"按要求改正的，不再依照{'、'.join(dict.fromkeys(clauses))}处罚；拒不改正的，依照该条处罚。")
    if found and findings.educated:
        found.append(f"我局已对{voice.party}进行教育（{PENALTY_LAW}第三十三条第三款）。")
    return "".join(found)


def _again(findings: Findings, voice: Voice) -> str:
    if findings.breached or not findings.judged:
        return ""
    promise = "不履行承诺，或者" if findings.told and not findings.corrected and not findings.told.refused else ""
    return (
        f"{voice.party}如果{promise}今后再有同类违法行为，不再适用告知承诺，将依法查处。"
        f"对以上认定有不同意见的，可以向我局陈述、申辩（{PENALTY_LAW}第七条第一款）。"
    )
