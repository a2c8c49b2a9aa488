"""What is typed for a paper is kept until it is issued."""

from django.db import transaction

from cases.models import Case
from cases.services.access import lock
from xinglongtai.core.models import Officer

from ...models import PaperDraft
from .. import inputs
from ..gather import gather
from .access import require_issuing


def draft_values(case: Case, kind: str, target: int | None) -> dict:
    """What a person typed for this paper; {} where nothing differs from what the case says."""
    row = PaperDraft.objects.filter(case=case, kind=kind, target=target or 0).first()
    return row.values if row else {}


@transaction.atomic
def paper_draft_save(*, case: Case, kind: str, actor: Officer, values: dict, target: int | None = None) -> PaperDraft:
    """Keep ``values`` (by field name, as :mod:`..inputs` asks them). Only what differs from the case's own words is stored, so that what
    nobody changed follows the case. No event: nothing has happened yet."""
    case = lock(case, actor)
    require_issuing(case, kind, actor)
    own = inputs.starts(kind, gather(case, kind, target))
    changed = {name: value for name, value in values.items() if name in own and value != own[name]}
    row, _ = PaperDraft.objects.update_or_create(
        case=case, kind=kind, target=target or 0, defaults={"values": changed, "updated_by": actor}
    )
    return row


@transaction.atomic
def paper_draft_drop(*, case: Case, kind: str, actor: Officer, target: int | None = None) -> None:
    """Start again from what the case says."""
    case = lock(case, actor)
    require_issuing(case, kind, actor)
    PaperDraft.objects.filter(case=case, kind=kind, target=target or 0).delete()
