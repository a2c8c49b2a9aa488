"""The addresses of the read API: cases, pledges, the list. Each list goes forward by number, so nothing is skipped or told twice."""

import logging
import re
from datetime import UTC, date, datetime
from typing import Annotated

from django.db import models
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import AuthenticationError, ValidationError
from ninja.renderers import JSONRenderer
from pydantic import AfterValidator, BeforeValidator, Field

from cases.models import Case, Violation
from cases.status import CaseStatus
from catalog.models import ItemVersion
from catalog.status import VersionState
from pledges.models import Pledge
from pledges.status import PledgeStatus
from xinglongtai.core import parameters
from xinglongtai.core.errors import NotVisible
from xinglongtai.core.web import today, visible_or_404

from .. import changes
from ..services_gate import Refused, identities_read
from ..status import Scope
from . import rows
from .edge import TokenAuth, refused
from .problems import TITLES, Problem, faults, problem
from .schemas import CaseOut, CasePage, ItemOut, ItemPage, PledgeOut, PledgePage, TokenOut

logger = logging.getLogger(__name__)
MOST = 100
BIGGEST = 2**63 - 1
RowId = Annotated[int, Path(ge=1, le=BIGGEST)]


#: Nothing happened before, nothing is dated after: a day or time beyond is taken for the end it lies beyond.
FIRST_YEAR, LAST_YEAR = 2000, 2100


def _sensible(value):
    if value.year < FIRST_YEAR:
        return value.replace(year=FIRST_YEAR, month=1, day=1)
    return value.replace(year=LAST_YEAR, month=12, day=31) if value.year > LAST_YEAR else value


def _aware(value: datetime) -> datetime:
    value = _sensible(value)
    value = timezone.make_aware(value) if timezone.is_naive(value) else value
    return value.astimezone(UTC)  # PostgreSQL refuses offsets beyond 16 hours


_BEGINS_WITH_A_YEAR = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _written(value):
    """A bare number would be taken for seconds since 1970; nobody means that here."""
    if isinstance(value, str) and not _BEGINS_WITH_A_YEAR.match(value):
        raise ValueError("须写成 2026-11-22 或 2026-11-22T08:00:00+08:00")
    return value


Day = Annotated[date, BeforeValidator(_written), AfterValidator(_sensible)]
Moment = Annotated[datetime, BeforeValidator(_written), AfterValidator(_aware)]


class Paging(Schema):
    """What every list takes."""

    after: int = Field(0, ge=0, le=BIGGEST, description="从哪个编号之后开始；第一页不填，以后填上一页的 next_after")
    limit: int = Field(50, ge=1, le=MOST, description=f"每页多少条，最多 {MOST}")
    changed_since: Moment | None = Field(
        None,
        description="只要这个时间以后有变化的。请每次比上次同步的开始时间早 1 小时，重复的按编号覆盖；可能多给，不会漏",
    )


class CaseQuery(Paging):
    """Filters of cases."""

    status: CaseStatus | None = Field(None, description="状态")
    inspected_from: Day | None = Field(None, description="检查日期从")
    inspected_to: Day | None = Field(None, description="检查日期到（含）")


class PledgeQuery(Paging):
    """Filters of pledges."""

    status: PledgeStatus | None = Field(None, description="状态")
    issued_from: Day | None = Field(None, description="签发日期从")
    issued_to: Day | None = Field(None, description="签发日期到（含）")


class PublishedState(models.TextChoices):
    """States of what was published once."""

    PUBLISHED = VersionState.PUBLISHED.value, VersionState.PUBLISHED.label
    RETIRED = VersionState.RETIRED.value, VersionState.RETIRED.label


class ItemQuery(Paging):
    """Filters of the list."""

    status: PublishedState | None = Field(None, description="状态")
    in_force_on: Day | None = Field(None, description="只要这一天有效的版本")


DESCRIPTION = """供其他业务系统读取检查案件、承诺和清单。只能读取，只有本机关的数据。

**凭证**：请求头 `Authorization: Bearer xlt_…`。凭证由系统管理员申请、局负责人批准，有范围、有效期和每分钟次数限制。

**同步**：第一次不带 `changed_since` 逐页读完；以后每次带上“上次同步开始时间减 1 小时”，逐页读到 `next_after` 为空。

**个人信息**：列表一律打码；单条记录只在凭证有“个人信息”范围时给出原值，每次读取都记入案件的办理记录。

**出错**：应答类型为 `application/problem+json`，`detail` 说明原因；429 时请等 `Retry-After` 秒。"""


class Plain(JSONRenderer):
    """Chinese as it is, so that people can read what machines exchange."""

    json_dumps_params = {"ensure_ascii": False}


class ReadAPI(NinjaAPI):
    """The API with refusals described as what they are."""

    def get_openapi_schema(self, **kwargs):
        """The OpenAPI document; refusals are problem JSON there, too."""
        schema = super().get_openapi_schema(**kwargs)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for code, answer in operation["responses"].items():
                    if code >= 400:
                        answer["description"] = TITLES[code]
                        answer["content"] = {"application/problem+json": answer["content"]["application/json"]}
        return schema


api = ReadAPI(
    title="柔性执法告知承诺管理系统 读取接口",
    version="1.0.0",
    description=DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    renderer=Plain(),
    servers=[{"url": "/", "description": "本系统"}],
)
_PROBLEMS = dict.fromkeys((401, 403, 422, 429), Problem)
_ROW_PROBLEMS = {**_PROBLEMS, 404: Problem}


@api.exception_handler(Refused)
def _refused(request, refusal):
    return refused(request, refusal)


@api.exception_handler(AuthenticationError)
def _nobody(request, error):
    return problem(401, "请在请求头 Authorization 中填写 Bearer 和接口凭证。")


@api.exception_handler(ValidationError)
def _unfit(request, error):
    found = faults(error.errors)
    detail = "；".join(f"{one['field']}：{one['message']}" for one in found)
    return problem(422, f"参数有误：{detail}。", errors=found)


@api.exception_handler(NotVisible)
def _gone(request, error):
    return problem(404, "没有这条记录，或者它不属于本机关。")


@api.exception_handler(Exception)
def _fault(request, error):
    logger.exception("read API: %s", request.path)
    return problem(500, "系统出错，没有读到数据。请稍后再试；仍然出错请联系本机关系统管理员。")


def _page(found: QuerySet, query: Paging) -> tuple[list, int | None]:
    """One row more than asked for is read to know whether there is a next page."""
    taken = list(found.filter(pk__gt=query.after).order_by("pk")[: query.limit + 1])
    more = len(taken) > query.limit
    taken = taken[: query.limit]
    return taken, taken[-1].pk if more else None


def _between(field: str, first: date | None, last: date | None) -> Q:
    found = Q()
    if first:
        found &= Q(**{f"{field}__gte": first})
    if last:
        found &= Q(**{f"{field}__lte": last})
    return found


def _cases(request: HttpRequest) -> QuerySet:
    violations = Prefetch("violations", Violation.objects.select_related("item_version__item"))
    rows_ = Case.objects.filter(bureau=request.auth.bureau).select_related("party", "unit")
    return rows_.prefetch_related(violations, Prefetch("pledges", Pledge.objects.only("case_id")))


def _pledges(request: HttpRequest) -> QuerySet:
    rows_ = Pledge.objects.filter(bureau=request.auth.bureau)
    return rows_.select_related("case__party", "case__unit", "letter__document").prefetch_related("rechecks")


def _items(request: HttpRequest) -> QuerySet:
    return ItemVersion.objects.for_bureau(request.auth.bureau).standing().select_related("item", "batch")


@api.get(
    "/cases",
    auth=TokenAuth(Scope.CASES, CaseQuery),
    response={200: CasePage, **_PROBLEMS},
    url_name="cases",
    operation_id="list_cases",
    summary="案件列表",
    tags=["案件"],
)
def list_cases(request, query: Query[CaseQuery]):
    """本机关的检查案件，按编号从小到大。"""
    found = _cases(request).filter(_between("inspected_on", query.inspected_from, query.inspected_to))
    if query.status:
        found = found.filter(status=query.status)
    if query.changed_since:
        found = changes.since(found, query.changed_since)
    taken, following = _page(found, query)
    at = changes.moments(taken)
    return {"items": [rows.case_out(case, at[case.pk]) for case in taken], "next_after": following}


@api.get(
    "/cases/{id}",
    auth=TokenAuth(Scope.CASES),
    response={200: CaseOut, **_ROW_PROBLEMS},
    url_name="case",
    operation_id="get_case",
    summary="一个案件",
    tags=["案件"],
)
def get_case(request, id: RowId):
    """一个检查案件。凭证有“个人信息”范围的，给出个人信息原值，并记入案件的办理记录。"""
    case = visible_or_404(_cases(request), id)
    plain = _reads_identities(request, case)
    return rows.case_out(case, changes.moments([case])[case.pk], plain=plain)


@api.get(
    "/pledges",
    auth=TokenAuth(Scope.PLEDGES, PledgeQuery),
    response={200: PledgePage, **_PROBLEMS},
    url_name="pledges",
    operation_id="list_pledges",
    summary="承诺列表",
    tags=["承诺"],
)
def list_pledges(request, query: Query[PledgeQuery]):
    """本机关的承诺，按编号从小到大。"""
    found = _pledges(request).filter(_between("issued_on", query.issued_from, query.issued_to))
    if query.status:
        found = found.filter(status=query.status)
    if query.changed_since:
        found = changes.since(found, query.changed_since, case="case__")
    taken, following = _page(found, query)
    at, on = changes.moments(pledge.case for pledge in taken), today()
    return {"items": [rows.pledge_out(row, at[row.case_id], on) for row in taken], "next_after": following}


@api.get(
    "/pledges/{id}",
    auth=TokenAuth(Scope.PLEDGES),
    response={200: PledgeOut, **_ROW_PROBLEMS},
    url_name="pledge",
    operation_id="get_pledge",
    summary="一份承诺",
    tags=["承诺"],
)
def get_pledge(request, id: RowId):
    """一份承诺。凭证有“个人信息”范围的，给出个人信息原值，并记入案件的办理记录。"""
    pledge = visible_or_404(_pledges(request), id)
    plain = _reads_identities(request, pledge.case)
    return rows.pledge_out(pledge, changes.moments([pledge.case])[pledge.case_id], today(), plain=plain)


@api.get(
    "/catalog/items",
    auth=TokenAuth(Scope.CATALOG, ItemQuery),
    response={200: ItemPage, **_PROBLEMS},
    url_name="items",
    operation_id="list_items",
    summary="清单事项列表",
    tags=["清单"],
)
def list_items(request, query: Query[ItemQuery]):
    """发布过的清单事项，一个版本一条，按编号从小到大。"""
    found = _items(request)
    if query.in_force_on:
        found = found.in_force(query.in_force_on)
    if query.status:
        found = found.filter(state=query.status)
    if query.changed_since:
        found = found.filter(updated_at__gte=query.changed_since)
    taken, following = _page(found, query)
    return {"items": [rows.item_out(row) for row in taken], "next_after": following}


@api.get(
    "/catalog/items/{id}",
    auth=TokenAuth(Scope.CATALOG),
    response={200: ItemOut, **_ROW_PROBLEMS},
    url_name="item",
    operation_id="get_item",
    summary="一个清单事项版本",
    tags=["清单"],
)
def get_item(request, id: RowId):
    """清单事项的一个版本。"""
    return rows.item_out(visible_or_404(_items(request), id))


@api.get(
    "/token",
    auth=TokenAuth(),
    response={200: TokenOut, **_PROBLEMS},
    url_name="token",
    operation_id="get_token",
    summary="凭证自查",
    tags=["凭证"],
)
def get_token(request):
    """这个凭证能读什么、到哪天为止。用来试连接。"""
    token = request.auth
    limit = parameters.value(token.bureau, "bridge.calls_a_minute")
    return {
        "system": token.system,
        "bureau": token.bureau.full_name,
        "scopes": token.scopes,
        "expires_on": token.expires_on,
        "calls_a_minute": limit,
    }


def _reads_identities(request: HttpRequest, case: Case) -> bool:
    """Whether this call gets personal data; then it is recorded before it is answered."""
    if not request.auth.reads(Scope.IDENTITIES):
        return False
    identities_read(token=request.auth, case=case)
    return True
