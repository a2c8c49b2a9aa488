"""Running pledges made once for a file of tests; each test gives them the deadlines it needs."""

from datetime import date

from pledges.models import Pledge
from tests.factories import Office

#: The last day that can be agreed on: too far away for the pages of early June to speak of it.
FAR = date(2026, 6, 22)


def play(office: Office, count: int) -> Office:
    """``office`` with ``count`` signed pledges in ``office.running``, due on :data:`FAR`."""
    office.running = [office.signed(due_on=FAR) for _ in range(count)]
    return office


def due(office: Office, day: date) -> Pledge:
    """One more of the running pledges, its deadline on ``day``; made anew where the file has no more of them."""
    pledge = office.running.pop(0) if office.running else office.signed(due_on=FAR)
    pledge.due_on = pledge.agreed_on = day
    pledge.issued_on = min(pledge.issued_on, day)
    Pledge.objects.filter(pk=pledge.pk).update(due_on=day, agreed_on=day, issued_on=pledge.issued_on)
    return pledge
