"""Refusals of the API as problem JSON (RFC 9457), with words in Chinese that say what to do."""

import json

from django.http import HttpResponse
from ninja import Schema
from pydantic import Field

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "请求有误",
    401: "没有有效的接口凭证",
    403: "没有权限",
    404: "没有这条记录",
    405: "只能读取",
    422: "参数有误",
    429: "调用太频繁",
    500: "系统出错",
}


class FieldFault(Schema):
    """One parameter that does not fit."""

    field: str = Field(description="参数名")
    message: str = Field(description="哪里不对")


class Problem(Schema):
    """A refusal (RFC 9457)."""

    type: str = Field("about:blank", description="固定为 about:blank")
    title: str = Field(description="问题的类别")
    status: int = Field(description="HTTP 状态码")
    detail: str = Field(description="具体说明")
    errors: list[FieldFault] | None = Field(None, description="参数有误时，逐个列出")


def problem(code: int, detail: str, *, errors: list[dict] | None = None, again: int = 0) -> HttpResponse:
    """The answer to a call that is refused; ``again``: seconds after which it may be tried again."""
    said = {"type": "about:blank", "title": TITLES[code], "status": code, "detail": detail}
    if errors:
        said["errors"] = errors
    response = HttpResponse(json.dumps(said, ensure_ascii=False), status=code, content_type=MEDIA_TYPE)
    if code == 401:
        response["WWW-Authenticate"] = 'Bearer realm="xinglongtai"'
    if again:
        response["Retry-After"] = str(again)
    return response


#: Kind of fault → words; a kind that is not here reads «不符合要求».
_WORDS = {
    "int_parsing": "须为整数",
    "int_type": "须为整数",
    "int_parsing_size": "数字太大",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "enum": "只能是：{expected}",
    "date_parsing": "须为日期，如 2026-11-22",
    "date_from_datetime_parsing": "须为日期，如 2026-11-22",
    "date_from_datetime_inexact": "须为日期，不带时间",
    "datetime_parsing": "须为时间，如 2026-11-22T08:00:00+08:00",
    "datetime_from_date_parsing": "须为时间，如 2026-11-22T08:00:00+08:00",
    "value_error": "{error}",
}


def faults(errors: list[dict]) -> list[dict]:
    """pydantic's findings as {field, message}."""
    found = []
    for error in errors:
        context = {key: str(value) for key, value in (error.get("ctx") or {}).items()}
        words = _WORDS.get(error["type"], "不符合要求")
        field = str(error["loc"][-1]) if error.get("loc") else ""
        found.append({"field": field, "message": words.format_map(_Blank(context))})
    return found


class _Blank(dict):
    def __missing__(self, key):
        return ""
