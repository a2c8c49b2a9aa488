"""The daily digest: who hears what, as counts, case numbers and links. No names of parties, no identity numbers.

Handlers hear of their own cases; whoever has a morning page hears what stands on it, made by the same :func:`brief.build`.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.urls import reverse

from cases.models import Case
from cases.status import CaseStatus
from pledges.models import Pledge, Urge
from xinglongtai.core import parameters
from xinglongtai.core.calendar import load_around
from xinglongtai.core.models import Bureau, Officer
from xinglongtai.core.roles import Role, allowed
from xinglongtai.core.workdays import add_working_days, chinese_date, unknown_year_warning

from . import brief
from .lines import Shown
from .sections import Section
from .year_end import read_month_day, years_to_enter

#: A line names at most this many cases.
MOST_CASES = 20
LABELS = {
    "urge": "督办待答复",
    "urge_late": "督办超过答复期限",
    "overdue": "逾期",
    "promised": "逾期，已承诺办结日期",
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
    """Case numbers by topic, for one handler."""

    cases: dict[str, list[int]] = field(default_factory=lambda: {key: [] for key in LABELS})

    def __bool__(self):
        return any(self.cases.values())

    def add(self, key: str, case_id: int) -> None:
        self.cases[key].append(case_id)

    @property
    def counts(self) -> str:
        """«逾期 2 件、今天到期 1 件»."""
        return "、".join(f"{LABELS[key]} {len(ids)} 件" for key, ids in self.cases.items() if ids)

    def lines(self, site: str) -> list[str]:
        """For the e-mail."""
        found = []
        for key, ids in self.cases.items():
            if ids:
                found.append(f"{LABELS[key]} {len(ids)} 件：")
                found += [f"  案件 {pk}  {site}/cases/{pk}/{PAGES.get(key, '')}" for pk in ids[:MOST_CASES]]
                if len(ids) > MOST_CASES:
                    found.append(f"  另有 {len(ids) - MOST_CASES} 件，请登录查看")
        return found


@dataclass(frozen=True)
class Message:
    """What one person gets: ``text`` in the bell, ``subject`` and ``body`` by mail, ``url`` the page to open."""

    officer: Officer
    text: str
    subject: str
    body: str
    url: str


def _facts(bureau: Bureau, on: date, calendar) -> list[tuple[str, Case]]:
    """(topic, case) of everything that needs its handler, in a fixed number of queries. The words are those of the lists."""
    pledges = Pledge.objects.filter(bureau=bureau).select_related("case")
    soon = parameters.value(bureau, "pledge.soon_days")
    days = parameters.value(bureau, "pledge.unsigned_days")
    limit = add_working_days(on, parameters.value(bureau, "oversight.clock_days"), calendar).due_on
    near = Case.objects.filter(bureau=bureau, clock_due_on__lte=limit).clock_running()
    urges = Urge.objects.unanswered().filter(pledge__bureau=bureau).select_related("pledge__case")
    found = [
        ("urge_late" if urge.late_on(on) else "urge", urge.pledge.case) for urge in urges.order_by("answer_by", "pk")
    ]
    topics = {
        "overdue": pledges.overdue(on=on),
        "promised": pledges.promised(on=on),
        "today": pledges.due_today(on=on),
        "soon": pledges.due_soon(on=on, days=soon),
        "recheck": pledges.awaiting_recheck(),
        "unsigned": pledges.unsigned().filter(issued_on__lte=on - timedelta(days=days)),
    }
    found += [(key, pledge.case) for key, rows in topics.items() for pledge in rows.order_by("due_on", "pk")]
    found += [("clock", case) for case in near.order_by("clock_due_on", "pk")]
    broken = Case.objects.filter(bureau=bureau, status=CaseStatus.BREACHED)
    return found + [("packet", case) for case in broken.order_by("pk")]


def messages(bureau: Bureau, on: date, site: str) -> list[Message]:
    """The messages of a bureau on ``on``; people with nothing to do get none. ``site`` is the address before the path."""
    calendar = load_around(on)
    own: dict[int, Share] = {}
    for key, case in _facts(bureau, on, calendar):
        for pk in {case.handler_id, case.co_handler_id} - {None}:
            own.setdefault(pk, Share()).add(key, case.pk)
    begin = read_month_day(parameters.value(bureau, "oversight.calendar_from"))
    warnings = [unknown_year_warning(year) for year in years_to_enter(on, calendar, begin)]
    people = Officer.objects.filter(unit__bureau=bureau, is_active=True, user__is_active=True)
    people = people.select_related("user", "unit__bureau").prefetch_related("user__groups").order_by("pk")
    found = [_message(officer, own.get(officer.pk, Share()), warnings, on, site) for officer in people]
    return [message for message in found if message]


def _message(officer: Officer, mine: Share, warnings, on: date, site: str) -> Message | None:
    roles = {group.name for group in officer.user.groups.all()}
    if not roles & {Role.OFFICER, Role.UNIT_HEAD}:
        mine = Share()
    page = brief.build(officer, on) if allowed(officer, "oversight.view_brief") else None
    told = warnings if Role.SYSADMIN in roles and page is None else []
    if not (mine or told or (page and (page.overdue or page.sections))):
        return None
    texts = [mine.counts] if mine else []
    body = [f"{officer.name}:", "", f"{chinese_date(on)}的提醒。", ""]
    body += ["您办理的案件", *mine.lines(site), ""] if mine else []
    if page and (page.overdue or page.sections):
        scope = "全局" if roles & {Role.SUPERVISOR, Role.LEADER, Role.LEGAL} else "本单位"
        texts.append(f"{scope}：{_counts(page)}")
        body += [f"{scope}晨报", *_page_lines(page, site), "", f"晨报：{site}{reverse('oversight:brief')}", ""]
    texts += told
    body += [*told, *([""] if told else []), f"登录处理：{site}/"]
    text = f"{on.month}月{on.day}日提醒：{'；'.join(texts)}"
    subject = f"柔性执法承诺提醒（{chinese_date(on)}）"
    return Message(officer, text, subject, "\n".join(body), _address(roles, page))


def _address(roles: set[str], page: brief.Brief | None) -> str:
    """Where the bell leads: who handles cases to the desk, who oversees to the morning page."""
    if page is not None and not roles & {Role.OFFICER, Role.UNIT_HEAD}:
        return reverse("oversight:brief")
    return reverse("admin:core_calendarday_changelist" if roles == {Role.SYSADMIN} else "pledges:desk")


def _counts(page: brief.Brief) -> str:
    totals = [f"逾期 {page.overdue} 件"] if page.overdue else []
    return "、".join([*totals, *(f"{section.title} {section.count} 件" for section in page.sections)])


def _page_lines(page: brief.Brief, site: str) -> list[str]:
    """The morning page in lines: totals, then each section with case numbers and addresses."""
    found = []
    if page.overdue:
        found.append(
            f"逾期合计 {page.overdue} 件，其中督办未答复 {page.urged_open} 件  {site}{reverse('oversight:overdue')}?all=1"
        )
    if page.promised:
        found.append(f"另有 {page.promised} 件已答复督办并承诺办结日期，未列入逾期")
    for section, lines in brief.shown_lines(page):
        found.append(f"{section.title} {section.count} 件：")
        found += _section_lines(section, lines, site)
    return found


def _section_lines(section: Section, lines: list[Shown], site: str) -> list[str]:
    named = [f"  {line.ref}  {site}{line.action_url}" for line in lines if line.ref and line.action_url]
    left = section.count - len(named)
    if left and named:
        named.append(f"  另有 {left} 件，请登录查看")
    elif left and section.url:
        named.append(f"  {site}{section.url}")
    return named
