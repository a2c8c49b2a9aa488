"""Who may make which paper."""

from cases.models import Case
from cases.services.access import require_handling
from xinglongtai.core import guard
from xinglongtai.core.models import Officer

from .. import due
from ..kinds import PaperKind


def require_issuing(case: Case, kind: str, actor: Officer) -> None:
    """复查记录: whoever may record a recheck of a case they see; everything else: the handling officers or their unit head."""
    what = f"签发{PaperKind(kind).label}"
    if kind == due.RECHECK:
        guard.require(actor, "pledges.track_pledge", what)
        return
    guard.require(actor, "pledges.issue_letter", what)
    require_handling(case, actor)
