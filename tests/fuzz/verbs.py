"""The verbs of a case's life with their arguments thrown by dice: right ones mostly, wrong ones often enough."""

from datetime import timedelta

from cases import services as case_services
from cases.models import ClockExtension, Disposition, Evidence
from cases.outcomes import NO_CASE_BASES, offered
from cases.selectors import case_facts
from cases.status import Outcome
from pledges import services
from pledges.models import Agent, Extension, Paper, Pledge, Service, Urge
from pledges.papers.kinds import PaperKind
from pledges.papers.services import paper_issue, paper_void, papers_issue_due
from pledges.service.kinds import AgentScope, Relation
from pledges.status import Delivery, PledgeMode, RecheckResult

from .beginning import Beginning


class Deeds(Beginning):
    """All verbs, beginning and end."""

    # the letter

    def pledge(self, dice) -> Pledge | None:
        return self.any(dice, Pledge.objects.all())

    def issue(self, dice):
        case, on = self.case(dice), self.day(dice)
        mode, due_on = dice.choice(["by_date", "by_date", "immediate"]), on + timedelta(days=dice.choice([3, 7, 8]))
        if self.slip(dice):
            mode = dice.choice([*PledgeMode.values, "?"])
            due_on = dice.choice([None, on, on + timedelta(days=dice.choice([-1, 12, 40, 4000]))])
        version = case and self.version(dice, case)
        return case and (
            lambda actor: services.pledge_issue(
                case=case, actor=actor, on=on, mode=mode, due_on=due_on, version=version
            )
        )

    def sign(self, dice):
        pledge, on = self.pledge(dice), self.day(dice)
        signed_on = on if dice.random() < 0.8 else self.day(dice)
        given = {"signatory": dice.choice(["演示经营者", "演示经营者", self.text(dice)[:50]])}
        given["delivery"] = dice.choice(["hand", "hand", *Delivery.values, "?"])
        given["agent"] = self.any(dice, Agent.objects.all()) if dice.random() < 0.2 else None
        version = pledge and self.version(dice, pledge)
        return pledge and (
            lambda actor: services.pledge_sign(
                pledge=pledge, actor=actor, on=on, signed_on=signed_on, version=version, **given
            )
        )

    def scan(self, dice):
        pledge, row = self.pledge(dice), self.any(dice, Evidence.objects.all())
        return pledge and (lambda actor: services.signed_scan_attach(pledge=pledge, actor=actor, scan=row))

    def refuse(self, dice):
        pledge, on = self.pledge(dice), self.day(dice)
        given = {"reason": self.text(dice), "witness": self.text(dice)[:50]}
        return pledge and (lambda actor: services.pledge_refuse(pledge=pledge, actor=actor, on=on, **given))

    def void(self, dice):
        pledge, on, reason = self.pledge(dice), self.day(dice), self.text(dice)
        version = pledge and self.version(dice, pledge)
        return pledge and (
            lambda actor: services.letter_void(pledge=pledge, actor=actor, on=on, reason=reason, version=version)
        )

    def print(self, dice):
        pledge = self.pledge(dice)
        return pledge and (lambda actor: services.letter_printed(pledge=pledge, actor=actor))

    def link(self, dice):
        pledge, reason = self.pledge(dice), self.text(dice)
        return pledge and (lambda actor: services.party_link_renew(pledge=pledge, actor=actor, reason=reason))

    def extension(self, dice):
        pledge, on, reason = self.pledge(dice), self.day(dice), self.text(dice)
        if pledge is None:
            return None
        until = pledge.due_on + timedelta(days=dice.choice([-1, 0, 1, 5, 7, 10, 60]))
        return lambda actor: services.extension_request(
            pledge=pledge, actor=actor, on=on, new_due_on=until, reason=reason
        )

    def extension_decide(self, dice):
        row, on, note = self.any(dice, Extension.objects.all()), self.day(dice), self.text(dice)
        yes = dice.random() < 0.7
        return row and (
            lambda actor: services.extension_decide(extension=row, actor=actor, on=on, approve=yes, note=note)
        )

    def materials(self, dice):
        pledge, on, statement = self.pledge(dice), self.day(dice), self.text(dice)
        files = list(Evidence.objects.order_by("-pk")[: dice.choice([0, 0, 2])])
        received = dice.choice([None, None, self.day(dice)])
        return pledge and (
            lambda actor: services.materials_receive(
                pledge=pledge, actor=actor, on=on, statement=statement, files=files, received_on=received
            )
        )

    def recheck(self, dice):
        pledge, on = self.pledge(dice), self.day(dice)
        checked = on if dice.random() < 0.8 else self.day(dice)
        other = self.person(dice) if self.slip(dice) else dice.choice([self.office.second, self.office.officer])
        result = dice.choice(["corrected", "corrected", *RecheckResult.values, "?"])
        note, version = self.text(dice), pledge and self.version(dice, pledge)
        return pledge and (
            lambda actor: services.recheck_record(
                pledge=pledge,
                actor=actor,
                co_officer=other,
                on=on,
                checked_on=checked,
                result=result,
                note=note,
                version=version,
            )
        )

    def urge(self, dice):
        pledge, on, note = self.pledge(dice), self.day(dice), self.text(dice)
        return pledge and (lambda actor: services.pledge_urge(pledge=pledge, actor=actor, on=on, note=note))

    def urge_answer(self, dice):
        row, on, answer = self.any(dice, Urge.objects.all()), self.day(dice), self.text(dice)
        day = dice.choice([None, self.day(dice)])
        return row and (
            lambda actor: services.urge_answer(urge=row, actor=actor, on=on, answer=answer, promised_on=day)
        )

    def agent(self, dice):
        case = self.case(dice)
        given = {
            "name": "演示代理人",
            "position": "店长",
            "scope": dice.choice(AgentScope.values),
            "powers": self.text(dice)[:200],
        }
        given |= {"valid_from": self.day(dice), "may_sign": dice.random() < 0.7, "may_receive": dice.random() < 0.5}
        given["authority"] = self.any(dice, Evidence.objects.all())
        return case and (lambda actor: services.agent_add(case=case, actor=actor, **given))

    def serve(self, dice):
        case, on = self.case(dice), self.day(dice)
        pledge = self.pledge(dice)
        if case is None or pledge is None:
            return None
        given = services.ServiceInput(
            method=dice.choice([*Delivery.values, "?"]),
            sent_on=self.day(dice),
            recipient=self.text(dice)[:50],
            relation=dice.choice([*Relation.values, ""]),
            agent=self.any(dice, Agent.objects.all()),
            place=self.text(dice)[:100],
            signed_receipt=dice.random() < 0.5,
            reason=self.text(dice)[:200],
            witness=self.text(dice)[:50],
            proofs=list(Evidence.objects.order_by("-pk")[: dice.choice([0, 1])]),
            received_on=dice.choice([None, self.day(dice)]),
            tracking=dice.choice(["", "EX123"]),
        )
        document = pledge.letter.document
        return lambda actor: services.service_record(case=case, document=document, actor=actor, on=on, given=given)

    def serve_aside(self, dice):
        row, reason = self.any(dice, Service.objects.all()), self.text(dice)
        return row and (lambda actor: services.service_set_aside(service=row, actor=actor, reason=reason))

    # the end

    def educate(self, dice):
        case, on, content = self.case(dice), self.day(dice), self.text(dice)
        return case and (lambda actor: case_services.education_record(case=case, actor=actor, on=on, content=content))

    def verify(self, dice):
        case, on, note = self.case(dice), self.day(dice), self.text(dice)
        other = self.person(dice) if self.slip(dice) else dice.choice([self.office.second, self.office.officer])
        return case and (
            lambda actor: case_services.correction_verify(
                case=case, actor=actor, co_officer=other, on=on, checked_on=on, note=note
            )
        )

    def clock(self, dice):
        case, on, reason = self.case(dice), self.day(dice), self.text(dice)
        return case and (
            lambda actor: case_services.clock_extension_request(case=case, actor=actor, on=on, reason=reason)
        )

    def clock_decide(self, dice):
        row, on, note = self.any(dice, ClockExtension.objects.all()), self.day(dice), self.text(dice)
        yes = dice.random() < 0.7
        return row and (
            lambda actor: case_services.clock_extension_decide(
                extension=row, actor=actor, on=on, approve=yes, note=note
            )
        )

    def propose(self, dice):
        case, on = self.case(dice), self.day(dice)
        usual = offered(case_facts(case))[:2] if case else []
        given = {"outcome": dice.choice([*Outcome.values, "?"] if self.slip(dice) else usual or ["?"])}
        given |= {
            "basis": dice.choice(["演示依据", ""] if self.slip(dice) else list(NO_CASE_BASES.values())),
            "reason": self.text(dice),
        }
        given |= {"decision_number": dice.choice(["", "演罚〔2026〕9号"]), "unlike": self.text(dice)}
        version = case and self.version(dice, case)
        return case and (
            lambda actor: case_services.disposition_propose(case=case, actor=actor, on=on, version=version, **given)
        )

    def disposition(self, dice):
        return self.any(dice, Disposition.objects.all())

    def endorse(self, dice):
        row, note, on = self.disposition(dice), self.text(dice), self.day(dice)
        return row and (lambda actor: case_services.disposition_endorse(disposition=row, actor=actor, note=note, on=on))

    def send_back(self, dice):
        row, note, on = self.disposition(dice), self.text(dice), self.day(dice)
        return row and (lambda actor: case_services.disposition_return(disposition=row, actor=actor, on=on, note=note))

    def decide(self, dice):
        row, note, on, yes = self.disposition(dice), self.text(dice), self.day(dice), dice.random() < 0.75
        return row and (
            lambda actor: case_services.disposition_decide(disposition=row, actor=actor, on=on, approve=yes, note=note)
        )

    def withdraw(self, dice):
        row = self.disposition(dice)
        return row and (lambda actor: case_services.disposition_withdraw(disposition=row, actor=actor))

    def paper(self, dice):
        case, on, kind = self.case(dice), self.day(dice), dice.choice(PaperKind.values)
        target = dice.choice([None, None, 1, getattr(self.disposition(dice), "pk", None)])
        return case and (lambda actor: paper_issue(case=case, kind=kind, actor=actor, on=on, target=target))

    def papers(self, dice):
        case, on = self.case(dice), self.day(dice)
        return case and (lambda actor: papers_issue_due(case=case, actor=actor, on=on))

    def paper_void(self, dice):
        row, on, reason = self.any(dice, Paper.objects.all()), self.day(dice), self.text(dice)
        return row and (lambda actor: paper_void(paper=row, actor=actor, on=on, reason=reason))


NAMES = sorted(
    name
    for name, value in {**vars(Beginning), **vars(Deeds)}.items()
    if callable(value)
    and name
    not in {
        "__init__",
        "slip",
        "day",
        "text",
        "any",
        "case",
        "version",
        "person",
        "answers_given",
        "pledge",
        "disposition",
    }
)
#: What usually comes next in a status, and by whom.
NEXT = {
    None: [("open", "officer")],
    "draft": [("violation", "officer"), ("sheet", "officer"), ("confirm", "officer"), ("review", "officer")],
    "review": [("review_decide", "legal"), ("review_decide", "legal_2"), ("reopen", "officer")],
    "assessed": [("verify", "officer"), ("educate", "officer"), ("propose", "officer"), ("reopen", "officer")],
    "ready": [("issue", "officer"), ("issue", "officer"), ("verify", "second"), ("paper", "officer")],
    "pledged": [
        ("sign", "officer"),
        ("sign", "officer"),
        ("materials", "officer"),
        ("recheck", "officer"),
        ("recheck", "second"),
        ("extension", "officer"),
        ("extension_decide", "leader"),
        ("void", "officer"),
        ("refuse", "officer"),
        ("educate", "officer"),
        ("urge", "supervisor"),
        ("serve", "officer"),
    ],
    "corrected": [("educate", "officer"), ("propose", "officer"), ("propose", "second")],
    "breached": [("propose", "officer"), ("propose", "officer"), ("educate", "officer")],
    "deciding": [("endorse", "head"), ("decide", "leader"), ("decide", "leader"), ("withdraw", "officer")],
    "filed": [("educate", "officer"), ("propose", "officer"), ("propose", "officer")],
    "closed": [("open", "officer"), ("papers", "officer")],
    "referred": [("open", "officer"), ("paper", "officer")],
    "cancelled": [("open", "officer")],
}
