"""The readable page of the API, made from the OpenAPI document itself: our own template, no scripts, nothing from outside."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from .endpoints import api

POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'"


@cache
def document() -> dict:
    """The OpenAPI document."""
    return api.get_openapi_schema(path_prefix="/api/v1/")


@cache
def _sections() -> tuple[list[dict], list[dict]]:
    found = document()
    schemas = found["components"]["schemas"]
    operations = [
        {
            "path": path,
            "summary": operation["summary"],
            "words": operation.get("description", ""),
            "tag": operation["tags"][0],
            "id": operation["operationId"],
            "parameters": [_parameter(one, schemas) for one in operation["parameters"]],
            "returns": _returns(operation, schemas),
            "answers": [(code, one["description"]) for code, one in operation["responses"].items() if code >= 400],
        }
        for path, methods in found["paths"].items()
        for operation in methods.values()
    ]
    tables = [
        {"name": name, "title": schema.get("description", name), "fields": _fields(schema, schemas)}
        for name, schema in schemas.items()
        if name.endswith("Out") or name == "Problem"
    ]
    return operations, tables


def _returns(operation: dict, schemas: dict) -> str:
    schema = operation["responses"][200]["content"]["application/json"]["schema"]
    name = _name(schema)
    items = schemas.get(name, {}).get("properties", {}).get("items")
    return _name(items["items"]) if items else name


def _name(schema: dict) -> str:
    return schema.get("$ref", "").rpartition("/")[2] or schema.get("title", "")


def _parameter(one: dict, schemas: dict) -> dict:
    kind, values = _kind(one["schema"], schemas)
    return {
        "name": one["name"],
        "words": one["schema"].get("description", "编号" if one["in"] == "path" else ""),
        "kind": kind,
        "values": values,
        "required": one["required"],
    }


def _fields(schema: dict, schemas: dict) -> list[dict]:
    found = []
    for name, one in schema["properties"].items():
        kind, values = _kind(one, schemas)
        found.append({"name": name, "words": one.get("description", ""), "kind": kind, "values": values})
    return found


_KINDS = {"integer": "整数", "string": "文字", "boolean": "真假", "date": "日期", "date-time": "时间"}


def _kind(schema: dict, schemas: dict) -> tuple[str, list[str]]:
    """(kind in words, the closed list of values if there is one)."""
    if "anyOf" in schema or "allOf" in schema:
        parts = [one for one in schema.get("anyOf", schema.get("allOf")) if one.get("type") != "null"]
        return _kind(parts[0], schemas)
    if "$ref" in schema:
        target = schemas[_name(schema)]
        return ("可选值", target["enum"]) if "enum" in target else (_name(schema), [])
    if schema.get("type") == "array":
        kind, _ = _kind(schema["items"], schemas)
        return f"{kind}的列表", []
    return _KINDS.get(schema.get("format") or schema.get("type", ""), "文字"), []


def reference(request: HttpRequest) -> HttpResponse:
    """The page."""
    operations, tables = _sections()
    context = {
        "operations": operations,
        "tables": tables,
        "title": api.title,
        "version": api.version,
        "site": settings.SITE_URL.rstrip("/"),
    }
    response = HttpResponse(render_to_string("oversight/bridge/reference.html", context))
    response["Content-Security-Policy"] = POLICY
    return response
