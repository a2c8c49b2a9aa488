"""The demo's morning: 督办 reported to the leaders, files compared, saved views, a line already seen."""

from datetime import date

from cases.models import Case
from pledges.services import urges_escalate

from ..morning.services_files import file_store
from ..morning.services_views import view_save

#: So many open cases of a bureau are compared, those with a letter first: the night on a small scale.
COMPARED = 14


def play(everybody, stages: dict, on: date) -> None:
    """In each bureau: what the daily commands do, and the views that a supervisor and a unit head keep."""
    for staff in everybody:
        urges_escalate(bureau=staff.bureau, on=on)
        cases = Case.objects.filter(bureau=staff.bureau, pledges__status="signed").open().distinct()
        for case in cases.order_by("-pk")[:COMPARED]:
            file_store(case=case, on=on)
        view_save(actor=staff.supervisor, name="逾期15天以上未督办", query="days=15&urged=none", shared=True)
        view_save(actor=staff.supervisor, name="督办超期未答复", query="urged=late")
