"""Rows of every kind as lines: what the page shows, what may be done, and what the e-mail says (no names of parties)."""

from dataclasses import dataclass
from datetime import date
from zlib import crc32

from xinglongtai.core.display import cn_date, person
from xinglongtai.core.navigation import address

from .forms import NOTES, USUAL_NOTE
from .sections import Line, Section


@dataclass
class Shown:
    """One line. ``urge``, ``reassign`` and ``check`` are the primary keys for 督办, 改派 and 重新核对 where they fit."""

    section: str
    row: str
    title: str
    url: str = ""
    chip: str = ""
    chip_tone: str = "warn"
    detail: str = ""
    due: date | None = None
    meta: str = ""
    urge: int | None = None
    reassign: int | None = None
    check: int | None = None
    action: str = "打开"
    action_url: str = ""
    ref: str = ""
    next_id: str = ""

    @property
    def note(self) -> str:
        """What a 督办 from here says unless the person writes something else."""
        return NOTES.get(self.section, USUAL_NOTE)

    @property
    def key(self) -> str:
        """As forms send it: «new:12»."""
        return f"{self.section}:{self.row}"

    @property
    def id(self) -> str:
        """Of the element."""
        return f"line-{self.section}-{self.row}"


def key_of(row) -> str:
    """What identifies a row within its section, from one day to the next."""
    if isinstance(row, Line):
        return f"x{crc32(f'{row.url} {row.title}'.encode()):08x}"
    return str(row.pk)


def shown(section: Section, row, on: date) -> Shown:
    """``row`` of ``section`` as a line on ``on``; everything it reads was fetched with the rows."""
    return _KINDS[section.kind](section, row, on)


def _case_line(section: Section, key: str, case, **words) -> Shown:
    url = address("cases:detail", case.pk)
    words.setdefault("action_url", url)
    handler = f"主办 {person(case.handler)}"
    meta = f"{words.pop('meta')} · {handler}" if words.get("meta") else handler
    violations = words.pop("detail", None)
    if violations is None:
        violations = "；".join(str(row) for row in case.violations.all()) or "还没有记录违法行为"
    return Shown(
        section.key,
        key,
        str(case.party),
        url,
        reassign=case.pk,
        ref=f"案件 {case.pk}",
        meta=meta,
        detail=violations,
        **words,
    )


def _pledge(section: Section, pledge, on: date) -> Shown:
    words = {
        "recheck": {"meta": f"{cn_date(pledge.submitted_on)}送交"},
        "unsigned": {"meta": f"{cn_date(pledge.issued_on)}签发"},
        "clash": {"due": pledge.due_on, "meta": f"核查期限 {cn_date(pledge.case.clock_due_on)}"},
        "lapsed": {"due": pledge.due_on, "meta": f"承诺{cn_date(pledge.answered_until)}前办结"},
    }.get(section.key, {"due": pledge.due_on})
    return _case_line(section, str(pledge.pk), pledge.case, chip=section.chip, urge=pledge.pk, **words)


def _case(section: Section, case, on: date) -> Shown:
    words = {"chip": case.get_status_display(), "chip_tone": case.tone}
    if section.key == "packet":
        url = address("pledges:packet", case.pk) or address("cases:detail", case.pk)
        return _case_line(section, str(case.pk), case, action="看材料", action_url=url, **words)
    return _case_line(section, str(case.pk), case, due=case.clock_due_on, **words)


def _urge(section: Section, urge, on: date) -> Shown:
    meta = f"（答复期限） {person(urge.by)} {cn_date(urge.on)}督办"
    chip = "已报局负责人" if urge.escalated_on else "未答复"
    tone = "danger" if urge.escalated_on else "warn"
    words = {"due": urge.answer_by, "meta": meta, "detail": urge.note, "urge": urge.pledge_id}
    return _case_line(section, str(urge.pk), urge.pledge.case, chip=chip, chip_tone=tone, **words)


def _check(section: Section, check, on: date) -> Shown:
    chip = "检查后案件有变动" if check.stale else f"{len(check.names)}处"
    return _case_line(
        section,
        str(check.pk),
        check.case,
        chip=chip,
        detail="、".join(check.names),
        check=check.case_id,
        action="看不一致",
        action_url=address("pledges:consistency", check.case_id),
    )


def _officer(section: Section, officer, on: date) -> Shown:
    meta = f"证号 {officer.certificate_no}"
    return Shown(section.key, str(officer.pk), person(officer), due=officer.certificate_to, meta=meta, ref="执法证")


def _line(section: Section, line: Line, on: date) -> Shown:
    return Shown(
        section.key,
        key_of(line),
        line.title,
        line.url,
        line.chip,
        detail=line.words,
        due=line.due,
        action=line.action,
        action_url=line.url,
        ref=line.ref,
    )


_KINDS = {"pledge": _pledge, "case": _case, "urge": _urge, "check": _check, "officer": _officer, "line": _line}
