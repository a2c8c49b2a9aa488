"""The verbs of a case's life with their arguments thrown by dice: right ones mostly, wrong ones often enough."""

import random
from datetime import date, timedelta

from cases import services as case_services
from cases.models import Case, ClockExtension, Disposition, Evidence, Review, Violation
from cases.outcomes import NO_CASE_BASES, offered
from cases.selectors import case_facts
from cases.status import CheckResult, CheckSource, Outcome
from pledges import services
from pledges.models import Agent, Extension, Paper, Pledge, Service, Urge
from pledges.papers.kinds import PaperKind
from pledges.papers.services import paper_issue, paper_void, papers_issue_due
from pledges.service.kinds import AgentScope, Relation
from pledges.status import Delivery, PledgeMode, RecheckResult
from tests import factories as make

from .play import PEOPLE, Play

TEXTS = ["演示理由", "演示理由", "演示理由", "", "   ", "<b id=x>甲</b>", "{{ 7|add:1 }}", "长" * 600, "\u202e反"]
_ANSWERS = {
    "suspected_crime": [True, None],
    "high_risk": [True, None],
    "correction": ["done", "refused", "not_yet"],
    "minor_act": [False, None],
    "goods_to_confiscate": [True],
    "harm": ["some", "none", "?"],
    "jurisdiction": ["other", "own"],
    "discernment": ["none", 7],
    "no_intent": [False],
    "violation_established": [False, True],
}


class Deeds:
    """Every method is a verb: it takes dice and gives ``call(actor)``, or None where there is nothing to call it on."""

    def __init__(self, play: Play):
        self.play, self.office = play, play.office
        #: Whether the step is one that usually comes next: then slips are rare.
        self.careful = False

    def slip(self, dice: random.Random) -> bool:
        return dice.random() < (0.04 if self.careful else 0.4)

    def text(self, dice: random.Random) -> str:
        return dice.choice(TEXTS) if self.slip(dice) else "演示理由"

    def day(self, dice: random.Random) -> date:
        return self.play.day(dice) if self.slip(dice) else self.play.today

    def any(self, dice, queryset, fresh: float = 0.75):
        """A row: mostly the newest."""
        rows = list(queryset.order_by("-pk")[:4])
        if not rows:
            return None
        return rows[0] if dice.random() < fresh else dice.choice(rows)

    def case(self, dice) -> Case | None:
        return self.any(dice, Case.objects.all())

    def version(self, dice, row):
        right = [None, row.version]
        return dice.choice([*right, row.version - 1, row.version + 1] if self.slip(dice) else right)

    def person(self, dice):
        return getattr(self.office, dice.choice(PEOPLE[:4] if dice.random() < 0.7 else PEOPLE))

    # registering

    def open(self, dice):
        on = self.day(dice)
        data = {"co_handler": self.office.second}
        if dice.random() < 0.2:
            data = {"co_handler": dice.choice([None, self.person(dice)]), "discovered_on": self.day(dice)}
        who = make.party(self.office.bureau, self.office.officer) if dice.random() < 0.7 else None
        who = who or self.any(dice, make.Party.objects.all()) or make.party(self.office.bureau, self.office.officer)
        return lambda actor: case_services.case_open(party=who, actor=actor, on=on, data=data)

    def case_update(self, dice):
        case = self.case(dice)
        data = {"place": self.text(dice)[:100], "co_handler": self.person(dice), "inspected_on": self.day(dice)}
        data = {name: data[name] for name in dice.sample(sorted(data), dice.randint(1, 3))}
        on, version = self.day(dice), case and self.version(dice, case)
        return case and (
            lambda actor: case_services.case_update(case=case, actor=actor, on=on, data=data, version=version)
        )

    def violation(self, dice):
        case, on = self.case(dice), self.day(dice)
        if case is None:
            return None
        data = {"item_version": self.office.item, "description": self.office.item.violation}
        if dice.random() < 0.25:
            data = {
                "description": self.text(dice)[:200],
                "off_list_reason": self.text(dice)[:500],
                "off_list_law": "演示法",
            }
        if dice.random() < 0.1:
            data["act_on"] = self.day(dice)
        version = self.version(dice, case)
        return lambda actor: case_services.violation_add(case=case, actor=actor, on=on, data=data, version=version)

    def violation_change(self, dice):
        row, on = self.any(dice, Violation.objects.all()), self.day(dice)
        data = {"description": self.text(dice)[:200]}
        return row and (lambda actor: case_services.violation_update(violation=row, actor=actor, on=on, data=data))

    def violation_remove(self, dice):
        row = self.any(dice, Violation.objects.all())
        return row and (lambda actor: case_services.violation_remove(violation=row, actor=actor))

    def answers_given(self, dice) -> dict:
        answers = dict(make.GOOD_ANSWERS)
        for name in dice.sample(sorted(_ANSWERS), dice.choice([0, 0, 0, 1, 1, 3])):
            answers[name] = dice.choice(_ANSWERS[name])
        return answers

    def answers(self, dice):
        case = self.case(dice)
        if case is None:
            return None
        given = {pk: self.answers_given(dice) for pk in case.violations.values_list("pk", flat=True)}
        return lambda actor: case_services.answers_keep(case=case, actor=actor, answers=given)

    def look_up(self, dice):
        row = self.any(dice, Violation.objects.all())
        source = dice.choice([*CheckSource.values, "gsxt", "gsxt", "?"])
        result, note = dice.choice([*CheckResult.values, "?"]), self.text(dice)
        return row and (
            lambda actor: case_services.history_check_record(
                violation=row, actor=actor, source=source, result=result, note=note
            )
        )

    def sheet(self, dice):
        case, on = self.case(dice), self.day(dice)
        if case is None or not case.violations.exists():
            return None
        given = {pk: self.answers_given(dice) for pk in case.violations.values_list("pk", flat=True)}
        overrides = {pk: {dice.choice(["minor_act", "key_area", "?"]): self.text(dice)} for pk in given}
        overrides = overrides if dice.random() < 0.15 else None
        version = self.version(dice, case)
        return lambda actor: case_services.sheets_make(
            case=case, actor=actor, on=on, answers=given, overrides=overrides, version=version
        )

    def confirm(self, dice):
        case, on = self.case(dice), self.day(dice)
        version = case and self.version(dice, case)
        return case and (lambda actor: case_services.assessment_confirm(case=case, actor=actor, on=on, version=version))

    def reopen(self, dice):
        case, reason = self.case(dice), self.text(dice)
        return case and (lambda actor: case_services.case_reopen(case=case, actor=actor, reason=reason))

    def cancel(self, dice):
        case, reason = self.case(dice), self.text(dice)
        return case and (lambda actor: case_services.case_cancel(case=case, actor=actor, reason=reason))

    def evidence(self, dice):
        case = self.case(dice)
        kind = dice.choice(["photo", "corrected_photo", "signed_scan", "service_proof", "authority", "?"])
        photo = make.photo(colour=(dice.randrange(256), dice.randrange(256), dice.randrange(256)))
        return case and (lambda actor: case_services.evidence_add(case=case, actor=actor, upload=photo, kind=kind))

    def evidence_aside(self, dice):
        row, reason = self.any(dice, Evidence.objects.all()), self.text(dice)
        return row and (lambda actor: case_services.evidence_set_aside(evidence=row, actor=actor, reason=reason))

    def handover(self, dice):
        case, to, note = self.case(dice), self.person(dice), self.text(dice)
        return case and (lambda actor: case_services.case_handover(case=case, actor=actor, to=to, note=note))

    def co_handler(self, dice):
        case, to = self.case(dice), self.person(dice)
        return case and (lambda actor: case_services.case_assign_co_handler(case=case, actor=actor, to=to))

    # the legal desk

    def review(self, dice):
        case, note = self.case(dice), self.text(dice)
        return case and (lambda actor: case_services.review_request(case=case, actor=actor, note=note))

    def claim(self, dice):
        row = self.any(dice, Review.objects.all())
        return row and (lambda actor: case_services.review_claim(review=row, actor=actor))

    def release(self, dice):
        row = self.any(dice, Review.objects.all())
        return row and (lambda actor: case_services.review_release(review=row, actor=actor))

    def review_decide(self, dice):
        row, on = self.any(dice, Review.objects.all()), self.day(dice)
        given = {"decision": dice.choice(["approve", "approve", "reject", "return", "?"]), "note": self.text(dice)}
        given |= {"basis": self.text(dice)[:300], "scope": self.text(dice)[:300]}
        return row and (lambda actor: case_services.review_decide(review=row, actor=actor, on=on, **given))

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
    for name, value in vars(Deeds).items()
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
