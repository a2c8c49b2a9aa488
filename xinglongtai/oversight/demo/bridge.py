"""The demo's tokens, hooks and field packs."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from cases import services as case_verbs
from cases.models import Case
from cases.outcomes import NO_CASE_BASES
from cases.status import CaseStatus, Outcome
from xinglongtai.core.errors import DomainError
from xinglongtai.core.roles import holders

from ..bridge import services_feed, services_gate, services_hooks, services_outbox, services_packs, services_tokens
from ..bridge.models import ApiToken, FieldPack
from ..bridge.status import Change, Scope
from .people import Staff

#: Nobody answers here: a private address, and the demo sends nothing by itself.
_RECEIVER = "https://10.20.30.40/changes"


def play(everybody, stages: dict, on: date) -> None:
    """A token in every state, a subscription with a delivery of each kind, packs, a calendar address."""
    staff = everybody[0]
    token = _tokens(staff, on)
    _deliveries(staff, token, on)
    services_packs.pack_starter(actor=staff.legal)
    _half_copied(staff)
    services_feed.feed_renew(actor=staff.teams[0].first)


def _ask(staff: Staff, on: date, system: str, scopes: list[str], days: int, **more) -> ApiToken:
    data = {
        "system": system,
        "owner": "演示区数据管理中心",
        "contact": "演示联系人",
        "contact_way": "0427-0000000",
        "purpose": more.pop("purpose", "汇总柔性执法办理情况，供区政府“一网统管”页面展示件数和状态"),
    }
    manager = holders(staff.bureau, services_tokens.MANAGE).first()
    return services_tokens.token_request(
        actor=manager, on=on, scopes=scopes, expires_on=on + timedelta(days=days), data=data, **more
    )


def _tokens(staff: Staff, on: date) -> ApiToken:
    manager = holders(staff.bureau, services_tokens.MANAGE).first()
    both = [Scope.CASES, Scope.PLEDGES]
    live = _ask(staff, on, "演示数据共享平台", [*both, Scope.CATALOG], 180, networks="10.20.30.0/24")
    services_tokens.token_decide(token=live, actor=staff.leader, on=on, approve=True, note="同意，只给状态")
    live, _ = services_tokens.token_fetch(token=live, actor=manager, on=on)
    now = timezone.now()
    for endpoint, code, count in (("cases", 200, 12), ("pledges", 200, 9), ("case", 404, 1), ("cases", 429, 2)):
        for _ in range(count):
            services_gate.usage_count(live, endpoint=endpoint, code=code, at=now)
    _ask(
        staff,
        on,
        "演示执法监督系统",
        [Scope.CASES, Scope.IDENTITIES],
        90,
        purpose="上级执法监督抽查，需要核对当事人身份",
    )
    refused = _ask(staff, on, "演示统计小程序", [Scope.PLEDGES], 30, purpose="做展示")
    services_tokens.token_decide(
        token=refused, actor=staff.leader, on=on, approve=False, note="用途写得不清楚，请补充后重新申请"
    )
    _ask(staff, on, "演示政务公开网站", [Scope.CATALOG], 365, purpose="在网站上展示清单")
    old = _ask(staff, on, "演示旧平台", both, 60)
    services_tokens.token_decide(token=old, actor=staff.leader, on=on, approve=True)
    old, _ = services_tokens.token_fetch(token=old, actor=manager, on=on)
    services_tokens.token_revoke(token=old, actor=staff.leader, reason="旧平台已下线")
    return live


def _deliveries(staff: Staff, token: ApiToken, on: date) -> None:
    manager = holders(staff.bureau, services_tokens.MANAGE).first()
    hook, _ = services_hooks.hook_open(token=token, actor=manager, on=on, url=_RECEIVER, types=Change.values)
    for _ in range(2):
        _propose_and_withdraw(staff, on)
    now = timezone.now()
    services_outbox.changes_queue(hook=hook, at=now)
    waiting = list(hook.deliveries.order_by("pk"))
    for row in waiting[:2]:
        services_outbox.delivery_claim(delivery=row, at=now)
        services_outbox.delivery_settle(delivery=row, at=now, answered=204)
    for row in waiting[2:3]:
        while services_outbox.delivery_claim(delivery=row, at=now):
            services_outbox.delivery_settle(delivery=row, at=now, answered=None, trouble="对方没有在时限内应答")


def _propose_and_withdraw(staff: Staff, on: date) -> None:
    """Something happens that leaves everything as it was."""
    for case in Case.objects.filter(bureau=staff.bureau, status=CaseStatus.CORRECTED).order_by("-pk"):
        try:
            with transaction.atomic():
                row = case_verbs.disposition_propose(
                    case=case,
                    actor=case.handler,
                    on=on,
                    outcome=Outcome.NO_CASE,
                    basis=NO_CASE_BASES["20-1"],
                    reason="已改正到位，情节轻微。",
                )
                case_verbs.disposition_withdraw(disposition=row, actor=case.handler)
        except DomainError:
            continue
        return


def _half_copied(staff: Staff) -> None:
    officer = staff.teams[0].first
    case = Case.objects.visible_to(officer).exclude(status=CaseStatus.DRAFT).order_by("-pk").first()
    pack = FieldPack.objects.filter(bureau=staff.bureau).order_by("pk").first()
    done = set(list(pack.lines.values_list("pk", flat=True))[:9])
    services_packs.copy_ticks_set(case=case, pack=pack, actor=officer, lines=done)
