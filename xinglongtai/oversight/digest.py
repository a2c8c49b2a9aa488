"""The daily digest: who hears what, as counts, case numbers and links. No names of parties, no identity numbers."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.urls import reverse

from cases.models import Case
from cases.status import CLOCK_RUNNING, CaseStatus
from pledges.models import Pledge
from xinglongtai.core import parameters
from xinglongtai.core.calendar import load_around, missing_years
from xinglongtai.core.models import Bureau, Officer
from xinglongtai.core.roles import Role
from xinglongtai.core.workdays import add_working_days, chinese_date, unknown_year_warning

#: A line names at most this many cases.
MOST_CASES = 20
LABELS = {
    "overdue": "逾期",
    "today": "今天到期",
    "soon": "即将到期",
    "recheck": "材料已交待复查",
    "unsigned": "签发后未签字",
    "clock": "核查期限将到或已过",
    "packet": "失诺材料已备好，待提出转立案意见",
}
#: Topics whose line opens another page than the case.
PAGES = {"packet": "packet/"}


@dataclass
class Share:
    """Case numbers by topic, for one person or one summary."""

    cases: dict[str, list[int]] = field(default_factory=lambda: {key: [] for key in LABELS})

    def __bool__(self):
        return any(self.cases.values())

    def add(self, key: str, case_id: int) -> None:
        self.cases[key].append(case_id)

    @property
    def counts(self) -> str:
        """«逾期 2 件、今天到期 1 件»."""
        return "、".join(f"{LABELS[key]} {len(ids)} 件" for key, ids in self.cases.items() if ids)


@dataclass(frozen=True)
class Message:
    """What one person gets: ``text`` in the bell, ``subject`` and ``body`` by mail, ``url`` the page to open."""

    officer: Officer
    text: str
    subject: str
    body: str
    url: str


def _facts(bureau: Bureau, on: date) -> list[tuple[str, Case]]:
    """(topic, case) of everything that needs somebody, in a fixed number of queries. The words are those of the lists."""
    pledges = Pledge.objects.filter(bureau=bureau).select_related("case__unit")
    soon = parameters.value(bureau, "pledge.soon_days")
    days = parameters.value(bureau, "pledge.unsigned_days")
    limit = add_working_days(on, parameters.value(bureau, "oversight.clock_days"), load_around(on)).due_on
    near = Case.objects.filter(
        bureau=bureau, status__in=CLOCK_RUNNING, filed_on__isnull=True, clock_due_on__lte=limit
    ).select_related("unit")
    topics = {
        "overdue": pledges.overdue(on=on),
        "today": pledges.due_today(on=on),
        "soon": pledges.due_soon(on=on, days=soon),
        "recheck": pledges.awaiting_recheck(),
        "unsigned": pledges.unsigned().filter(issued_on__lte=on - timedelta(days=days)),
    }
    found = [(key, pledge.case) for key, rows in topics.items() for pledge in rows.order_by("due_on", "pk")]
    found += [("clock", case) for case in near.order_by("clock_due_on", "pk")]
    broken = Case.objects.filter(bureau=bureau, status=CaseStatus.BREACHED).select_related("unit")
    return found + [("packet", case) for case in broken.order_by("pk")]


def _lines(share: Share, site: str) -> list[str]:
    lines = []
    for key, ids in share.cases.items():
        if ids:
            lines.append(f"{LABELS[key]} {len(ids)} 件：")
            lines += [f"  案件 {pk}  {site}/cases/{pk}/{PAGES.get(key, '')}" for pk in ids[:MOST_CASES]]
            if len(ids) > MOST_CASES:
                lines.append(f"  另有 {len(ids) - MOST_CASES} 件，请登录查看")
    return lines


def _roles_of(officer: Officer) -> set[str]:
    return {group.name for group in officer.user.groups.all()}


def _summary(officer: Officer, facts, roles: set[str]) -> Share:
    """All cases a unit head or a supervisor answers for."""
    share = Share()
    for key, case in facts:
        if Role.SUPERVISOR in roles or case.unit.path.startswith(officer.unit.path):
            share.add(key, case.pk)
    return share


def messages(bureau: Bureau, on: date, site: str) -> list[Message]:
    """The messages of a bureau on ``on``; people with nothing to do get none. ``site`` is the address before the path."""
    facts = _facts(bureau, on)
    own: dict[int, Share] = {}
    for key, case in facts:
        for pk in {case.handler_id, case.co_handler_id} - {None}:
            own.setdefault(pk, Share()).add(key, case.pk)
    warnings = [unknown_year_warning(year) for year in missing_years(on)]
    people = Officer.objects.filter(unit__bureau=bureau, is_active=True, user__is_active=True)
    people = people.select_related("user", "unit").prefetch_related("user__groups").order_by("pk")
    found = [_message(officer, facts, own.get(officer.pk, Share()), warnings, on, site) for officer in people]
    return [message for message in found if message]


def _message(officer: Officer, facts, mine: Share, warnings, on: date, site: str) -> Message | None:
    roles = _roles_of(officer)
    if not roles & {Role.OFFICER, Role.UNIT_HEAD}:
        mine = Share()
    overseen = _summary(officer, facts, roles) if roles & {Role.UNIT_HEAD, Role.SUPERVISOR} else Share()
    told = warnings if roles & {Role.SUPERVISOR, Role.SYSADMIN} else []
    if not (mine or overseen or told):
        return None
    scope = "全局" if Role.SUPERVISOR in roles else "本单位"
    texts = [mine.counts] if mine else []
    body = [f"{officer.name}:", "", f"{chinese_date(on)}的提醒。", ""]
    body += ["您办理的案件", *_lines(mine, site), ""] if mine else []
    if overseen:
        texts.append(f"{scope}：{overseen.counts}")
        body += [f"{scope}汇总", *_lines(overseen, site), ""]
    texts += told
    body += [*told, *([""] if told else []), f"登录处理：{site}/"]
    page = "oversight:brief" if Role.SUPERVISOR in roles else "pledges:desk"
    url = reverse("admin:core_calendarday_changelist" if roles == {Role.SYSADMIN} else page)
    text = f"{on.month}月{on.day}日提醒：{'；'.join(texts)}"
    return Message(officer, text, f"柔性执法承诺提醒（{chinese_date(on)}）", "\n".join(body), url)
