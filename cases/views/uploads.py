"""Files in pieces, spoken to by scripts: JSON in Chinese, the place to go on from in every answer."""

from functools import wraps
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible
from xinglongtai.core.web import actor_of, visible_or_404, whole_number

from .. import services
from ..models import Case, Evidence, Upload
from ..services.uploads import OutOfStep
from ..status import EvidenceKind, EvidenceOrigin
from .case import case_for


def answers_in_json(view):
    """Refusals as ``{"error": "中文", "field": …}``: 404 not visible, 403 not allowed, 409 with the right offset, 422 else."""

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        try:
            response = view(request, *args, **kwargs)
        except OutOfStep as refusal:
            response = JsonResponse({"error": refusal.message, "offset": refusal.data["offset"]}, status=409)
        except DomainError as refusal:
            status = 404 if isinstance(refusal, NotVisible) else 403 if isinstance(refusal, NotAllowed) else 422
            response = JsonResponse({"error": refusal.message, "field": refusal.field}, status=status)
        response["Cache-Control"] = "no-store"
        return response

    return wrapped


def _state(row: Upload) -> dict:
    return {
        "id": str(row.pk),
        "offset": row.received,
        "size": row.size,
        "url": reverse("cases:upload", args=[row.pk]),
    }


def _done(row: Evidence) -> dict:
    return {"done": True, "evidence": row.pk, "sha256": row.sha256, "received_at": row.uploaded_at.isoformat()}


@require_POST
@answers_in_json
def start(request: HttpRequest, pk: int):
    """Begin, or find again by ``client_key``."""
    actor, case = case_for(request, pk, "adds_files")
    given = request.POST
    try:
        client_key = UUID(given.get("client_key", ""))
    except ValueError:
        raise DomainError("缺少本次上传的编号，请刷新页面后重试。", field="client_key") from None
    asked = whole_number(given.get("violation"))
    row, new = services.upload_start(
        case=case,
        actor=actor,
        client_key=client_key,
        name=given.get("name", ""),
        size=whole_number(given.get("size")) or 0,
        kind=given.get("kind") or EvidenceKind.PHOTO,
        caption=given.get("caption", ""),
        violation=visible_or_404(case.violations.all(), asked) if given.get("violation") else None,
        sha256=given.get("sha256", ""),
        origin=given.get("origin") or EvidenceOrigin.OFFICER,
    )
    return JsonResponse(_done(row) if isinstance(row, Evidence) else _found(row), status=201 if new else 200)


def _found(row: Upload) -> dict:
    return _done(row.evidence) if row.evidence_id else _state(row)


@require_http_methods(["GET", "PATCH"])
@answers_in_json
def upload(request: HttpRequest, pk: UUID):
    """Where it stands, or the next piece; the last one makes it evidence."""
    actor = actor_of(request)
    mine = Upload.objects.filter(officer=actor, case__in=Case.objects.visible_to(actor)).select_related("evidence")
    row = visible_or_404(mine, pk)
    if request.method == "PATCH":
        offset = whole_number(request.headers.get("Upload-Offset"))
        row = services.upload_piece(
            upload=row, actor=actor, offset=-1 if offset is None else offset, content=_body(request)
        )
        if row.is_whole and not row.evidence_id:
            return JsonResponse(_done(services.upload_finish(upload=row, actor=actor)))
    return JsonResponse(_found(row))


def _body(request: HttpRequest) -> bytes:
    """The piece, whole. A body shorter than announced came over a line that broke."""
    try:
        content = request.body
    except RequestDataTooBig:
        raise DomainError("这一段太大，每段不超过 5 MB。", field="file") from None
    except UnreadablePostError:
        raise DomainError("这一段没有传完，请再传一次。") from None
    if str(len(content)) != (request.META.get("CONTENT_LENGTH") or "0"):
        raise DomainError("这一段没有传完，请再传一次。")
    return content
