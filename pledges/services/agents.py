"""委托代理人: who acts for the party, by which paper, until when."""

from datetime import date

from django.db import transaction

from cases.identity import check_id_number, check_phone
from cases.models import Case, Evidence
from cases.services.access import lock as lock_case
from cases.status import EvidenceKind
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.privacy.masking import mask_name
from xinglongtai.core.rows import validate

from ..models import Agent
from ..service.kinds import AgentScope


def _case(case: Case, actor: Officer) -> Case:
    guard.require(actor, "pledges.track_pledge", "登记委托代理人")
    case = lock_case(case, actor)
    if case.is_final:
        raise TransitionRefused(f"案件已是“{case.get_status_display()}”，不再登记代理人。")
    return case


def _require_authority(authority: Evidence | None, case: Case) -> None:
    if authority is None:
        return
    if authority.case_id != case.pk or authority.kind != EvidenceKind.AUTHORITY or authority.set_aside_reason:
        raise DomainError("请选择本案的授权委托书。", field="files")


@transaction.atomic
def agent_add(
    *,
    case: Case,
    actor: Officer,
    name: str,
    position: str,
    scope: str,
    powers: str,
    valid_from: date,
    valid_to: date | None = None,
    phone: str = "",
    id_number: str = "",
    may_sign: bool = False,
    may_receive: bool = False,
    authority: Evidence | None = None,
) -> Agent:
    """Register an agent. Without the 授权委托书 (``authority``) the agent is known but may not yet sign or receive."""
    case = _case(case, actor)
    for field, value, words in (
        ("name", name, "请填写代理人姓名。"),
        ("position", position, "请填写代理人与当事人的关系或者职务，例如 店长、配偶、律师。"),
        ("powers", powers, "请照授权委托书填写授权事项。"),
    ):
        if not value.strip():
            raise DomainError(words, field=field)
    if scope not in AgentScope.values:
        raise DomainError("请选择授权类型。", field="scope")
    if valid_to is not None and valid_to < valid_from:
        raise DomainError("委托截止日期早于开始日期，请对照授权委托书核对。", field="valid_to")
    _require_authority(authority, case)
    agent = Agent(
        case=case,
        recorded_by=actor,
        name=name.strip(),
        position=position.strip(),
        scope=scope,
        powers=powers.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        phone=check_phone(phone) if phone.strip() else "",
        id_number=check_id_number(id_number) if id_number.strip() else "",
        may_sign=may_sign,
        may_receive=may_receive,
        authority=authority,
    )
    validate(agent)
    agent.save()
    audit.record(
        verb="agent_add",
        actor=actor,
        target=agent,
        thread=agent.thread,
        agent=mask_name(agent.name),
        scope=agent.get_scope_display(),
        valid_from=valid_from,
        valid_to=valid_to,
        authority=authority.sha256 if authority else None,
    )
    return agent


def _lock(agent: Agent, actor: Officer) -> Agent:
    _case(agent.case, actor)
    return Agent.objects.select_for_update(of=("self",)).select_related("case", "authority").get(pk=agent.pk)


@transaction.atomic
def agent_authority_attach(*, agent: Agent, actor: Officer, authority: Evidence | None) -> Agent:
    """The 授权委托书 that came later, or a new one after the first was set aside. One that stands is not exchanged."""
    agent = _lock(agent, actor)
    if agent.authority and not agent.authority.set_aside_reason:
        raise TransitionRefused("这名代理人已有授权委托书。授权变更的，请终止原委托后重新登记。")
    if authority is None:
        raise DomainError("请选择授权委托书的照片或者扫描件。", field="files")
    _require_authority(authority, agent.case)
    agent.authority = authority
    agent.save(update_fields=["authority"])
    audit.record(
        verb="agent_authority_attach",
        actor=actor,
        target=agent,
        thread=agent.thread,
        agent=mask_name(agent.name),
        authority=authority.sha256,
    )
    return agent


@transaction.atomic
def agent_end(*, agent: Agent, actor: Officer, on: date, ended_on: date, reason: str) -> Agent:
    """终止委托: from ``ended_on`` on the agent acts no more. What was signed before stands."""
    agent = _lock(agent, actor)
    if agent.ended_on is not None:
        raise TransitionRefused("这项委托已经终止。")
    if not reason.strip():
        raise DomainError("请写明委托终止的原因。", field="reason")
    if not agent.valid_from <= ended_on <= on:
        raise DomainError("终止日期应在委托开始日期和今天之间。", field="ended_on")
    agent.ended_on, agent.end_reason = ended_on, reason.strip()
    validate(agent)
    agent.save()
    audit.record(
        verb="agent_end",
        actor=actor,
        target=agent,
        thread=agent.thread,
        agent=mask_name(agent.name),
        on=ended_on,
        reason=agent.end_reason,
    )
    return agent
