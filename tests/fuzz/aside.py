"""The verbs beside a case's way: soft measures, standing in for somebody, the party's own page, return slips."""

from datetime import timedelta
from uuid import UUID

from cases import services as case_services
from cases.models import Measure, Party
from cases.status import MeasureKind
from pledges import services
from pledges.models import Agent, PartyLink, PartyWish, Service, Urge
from pledges.status import WishKind
from xinglongtai.core import delegations
from xinglongtai.core.models import Delegation

from .beginning import Beginning


class Aside(Beginning):
    """Verbs of :class:`Beginning` and these."""

    def measure(self, dice):
        party, case, on = self.any(dice, Party.objects.all()), self.case(dice), self.day(dice)
        data = {"kind": dice.choice([*MeasureKind.values, "?"] if self.slip(dice) else MeasureKind.values)}
        data |= {
            "topic": self.text(dice)[:100],
            "explained": self.text(dice),
            "on": dice.choice([None, self.day(dice)]),
        }
        data["co_officer"] = self.person(dice) if dice.random() < 0.4 else None
        case = case if dice.random() < 0.4 else None
        return party and (
            lambda actor: case_services.measure_record(party=party, actor=actor, on=on, data=data, case=case)
        )

    def measure_aside(self, dice):
        row, reason = self.any(dice, Measure.objects.all()), self.text(dice)
        return row and (lambda actor: case_services.measure_set_aside(measure=row, actor=actor, reason=reason))

    def delegate(self, dice):
        on, reason, deputy = self.day(dice), self.text(dice), self.person(dice)
        if not self.slip(dice):
            deputy = dice.choice([self.office.head, self.office.leader, self.office.head])
        begins = on if dice.random() < 0.7 else self.day(dice)
        ends = begins + timedelta(days=dice.choice([0, 3, 10, 29, 400] if self.slip(dice) else [0, 3, 10]))
        kinds = dice.choice([(), ("?",), tuple(kind.key for kind in delegations.kinds_of(self.office.leader))[:1]])
        return lambda actor: delegations.delegation_grant(
            actor=actor, deputy=deputy, on=on, begins_on=begins, ends_on=ends, reason=reason, kinds=kinds
        )

    def delegation_end(self, dice):
        row, on, reason = self.any(dice, Delegation.objects.all()), self.day(dice), self.text(dice)
        return row and (lambda actor: delegations.delegation_revoke(delegation=row, actor=actor, on=on, reason=reason))

    # the party, on its page: nobody of the office acts

    def party_wish(self, dice):
        link, on, text, form = self.link_of(dice), self.day(dice), self.text(dice), UUID(int=self.fresh())
        if link is None:
            return None
        kind = dice.choice([*WishKind.values, "?"] if self.slip(dice) else WishKind.values)
        until = link.pledge.due_on + timedelta(days=dice.choice([-1, 1, 5, 60]))
        return lambda actor: services.party_wish_send(link=link, on=on, kind=kind, text=text, form=form, until=until)

    def party_materials(self, dice):
        link, on, words, form = self.link_of(dice), self.day(dice), self.text(dice), UUID(int=self.fresh())
        return link and (
            lambda actor: services.party_materials_send(link=link, on=on, statement=words, files=[], form=form)
        )

    def wish_answer(self, dice):
        row, on, answer = self.any(dice, PartyWish.objects.all()), self.day(dice), self.text(dice)
        return row and (lambda actor: services.party_wish_answer(wish=row, actor=actor, on=on, answer=answer))

    def link_end(self, dice):
        link, reason = self.link_of(dice), self.text(dice)
        return link and (lambda actor: services.party_link_revoke(link=link, actor=actor, reason=reason))

    def link_of(self, dice) -> PartyLink | None:
        return self.any(dice, PartyLink.objects.all())

    # what came back, who ended

    def slip_back(self, dice):
        row, on, back, proofs = self.any(dice, Service.objects.all()), self.day(dice), dice.random() < 0.3, []
        received = on if dice.random() < 0.7 else self.day(dice)
        return row and (
            lambda actor: services.service_received(
                service=row, actor=actor, on=on, received_on=received, returned=back, proofs=proofs
            )
        )

    def agent_end(self, dice):
        row, on, reason = self.any(dice, Agent.objects.all()), self.day(dice), self.text(dice)
        ended = on if dice.random() < 0.7 else self.day(dice)
        return row and (lambda actor: services.agent_end(agent=row, actor=actor, on=on, ended_on=ended, reason=reason))

    def escalate(self, dice):
        row, on = self.any(dice, Urge.objects.all()), self.day(dice)
        return row and (lambda actor: services.urge_escalate(urge=row, on=on))
