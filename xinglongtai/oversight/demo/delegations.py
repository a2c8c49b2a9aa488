"""The demo's who stands in for whom: one live, one ahead, one given back, and a decision made for the leader."""

from datetime import date, timedelta

from pledges.models import Extension
from pledges.services import extension_decide
from xinglongtai.core.delegations import delegation_grant, delegation_revoke
from xinglongtai.core.models import Officer


def play(everybody, stages: dict, on: date) -> None:
    """In the first bureau. ``everybody``: the staff of each bureau; ``stages`` by bureau code."""
    staff = everybody[0]
    centre, new_works, squad = (team.head for team in staff.teams)
    _grant(staff.leader, centre, on, 0, 6, "演示：参加市局会议。", ["extension"])
    _grant(centre, new_works, on, 10, 12, "演示：外出培训。")
    back = _grant(squad, new_works, on, 2, 4, "演示：休假。")
    delegation_revoke(delegation=back, actor=squad, on=on, reason="演示：休假改期。")
    row = Extension.objects.filter(state="pending", pledge__bureau=staff.bureau).order_by("-pk").first()
    deputy = Officer.objects.select_related("unit__bureau", "user").get(pk=centre.pk)
    if not row.pledge.case.handled_by(deputy) and row.requested_by_id != deputy.pk:
        extension_decide(extension=row, actor=deputy, on=on, approve=True, note="演示：理由成立，同意延期。")


def _grant(actor: Officer, deputy: Officer, on: date, first: int, last: int, reason: str, kinds=()):
    days = {"begins_on": on + timedelta(days=first), "ends_on": on + timedelta(days=last)}
    return delegation_grant(actor=actor, deputy=deputy, on=on, reason=reason, kinds=kinds, **days)
