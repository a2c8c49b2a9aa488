"""The day of a look-up is the bureau's day, also before eight in the morning, when it is still yesterday in UTC."""

from cases.facts import build_facts
from cases.services import history_check_record
from tests.factories import DAY, at
from xinglongtai.oversight.demo.travel import travelling


def test_an_early_look_up_counts_for_its_own_day(office):
    case = office.with_violation()
    with travelling() as clock:
        clock.moment = at(DAY, hour=6)
        history_check_record(violation=case.violations.get(), actor=office.officer, source="gsxt", result="none")
    facts = build_facts(case.violations.get(), on=DAY)
    assert [source.checked_on for source in facts.first_offence_sources] == [DAY]
