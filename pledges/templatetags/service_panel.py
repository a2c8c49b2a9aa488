"""What the case page shows of 送达, signatures, agents and the confirmed address."""

from dataclasses import dataclass
from datetime import date

from django import template

from cases.status import CaseStatus
from xinglongtai.core.statements import statement

from ..models import Agent, Refusal, Service, ServiceAddress
from ..papers.selectors import papers_of
from ..service.selectors import (
    Delivered,
    agents_of,
    deliveries,
    service_address_of,
    services_of,
    signatures_of,
)
from .pledge_panel import once

register = template.Library()


@statement(sparse="case")
def _refusals(case):
    shown = ("pledge__letter__document", "proof", "recorded_by__unit")
    return Refusal.objects.filter(pledge__case=case).select_related(*shown)


@dataclass(frozen=True)
class AgentLine:
    """An agent, and what keeps them from signing or receiving today ("" = nothing)."""

    agent: Agent
    no_signing: str
    no_receiving: str

    @property
    def words(self) -> str:
        """What to do when the agent can do neither."""
        return self.no_signing if self.no_signing and self.no_receiving else ""


@dataclass(frozen=True)
class ServicePanel:
    """Everything the panel says. ``open_acts``: agents and addresses may still be registered; ``may_serve``: papers may be served."""

    papers: list[Delivered]
    set_aside: list[Service]
    agents: list[AgentLine]
    address: ServiceAddress | None
    refusals: list[Refusal]
    open_acts: bool
    may_serve: bool

    @property
    def is_empty(self) -> bool:
        return not (self.papers or self.agents or self.address or self.set_aside or self.refusals)


@register.simple_tag(takes_context=True)
def service_panel(context, can, on: date) -> ServicePanel | None:
    """The panel of the page's case for a person with the powers ``can``; ``None`` when there is nothing to say and nothing to do."""
    case = context["case"]
    services = services_of(case)
    panel = ServicePanel(
        papers=deliveries(once(context, papers_of), services, signatures_of(case)),
        set_aside=[row for row in services if row.set_aside_reason],
        agents=[AgentLine(row, row.hindrance(on), row.hindrance(on, receiving=True)) for row in agents_of(case)],
        address=service_address_of(case),
        refusals=_refusals(case),
        open_acts=can.tracks and not case.is_final and case.status != CaseStatus.DRAFT,
        may_serve=can.tracks and case.status != CaseStatus.CANCELLED,
    )
    return None if panel.is_empty and not panel.open_acts else panel


@register.simple_tag
def service_state(row: Service | None, on: date) -> tuple[str, str]:
    """Word and tone of a service: 未送达, 已寄出, 公告中 or the day."""
    if row is None:
        return "未登记送达", "warn"
    if row.served_on is None:
        return "已寄出，待回执", "info"
    return ("已送达", "good") if row.served_on <= on else ("公告期未满", "info")
