"""The verbs until a letter may be issued: registering, assessment, evidence, the legal desk. The rest is in ``verbs``."""

import random
from datetime import date

from cases import services as case_services
from cases.models import Case, Evidence, Review, Violation
from cases.status import CheckResult, CheckSource
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


class Beginning:
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
