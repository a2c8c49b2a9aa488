"""The structure of the house where import-linter cannot see it: foreign keys, verbs, names, sizes, templates.

A check that reads source is tried on planted faults first, so that it is known to bite.
"""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.template import engines

ROOT = Path(__file__).parents[1]
STAIRCASE = ["core", "catalog", "cases", "pledges", "oversight"]  # app labels, lowest room first
ROOMS = ["xinglongtai", "catalog", "cases", "pledges"]
JUNK = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "stuff", "shared", "lib"}
GUARDED = {"Case": "case", "Pledge": "pledge", "Letter": "letter"}
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "bulk_update", "update", "delete"}


def files(*suffixes: str, under: tuple[str, ...] = (*ROOMS, "tests", "templates", "static", "script", "docs")):
    for folder in under:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix in suffixes and "__pycache__" not in path.parts:
                yield path


def sources():
    return [path for path in files(".py", under=tuple(ROOMS)) if "migrations" not in path.parts]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


# --- foreign keys point down the staircase -------------------------------------------------------------------


def test_foreign_keys_point_down():
    faults = []
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.app_label
        if label not in STAIRCASE:
            continue
        for field in model._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model is not None:
                target = field.related_model._meta.app_label
                if target in STAIRCASE and STAIRCASE.index(target) > STAIRCASE.index(label):
                    faults.append(f"{model._meta.label}.{field.name} → {field.related_model._meta.label}")
    assert faults == []


def test_every_room_is_installed():
    assert set(STAIRCASE) <= {config.label for config in apps.get_app_configs()}


# --- only verbs change Case, Pledge and Letter ---------------------------------------------------------------


def is_service(path: Path) -> bool:
    return path.name == "services.py" or "services" in path.parts


def last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def written_model(node: ast.expr) -> str:
    """``Case`` for ``Case.objects.filter(…)`` and the like: the guarded model at the root of a chain of calls."""
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) and node.id in GUARDED else ""


def writes_round_the_verbs(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            flat = [leaf for target in targets for leaf in ast.walk(target)]
            found += [
                f"{node.lineno}: assigns {ast.unparse(leaf)}"
                for leaf in flat
                if isinstance(leaf, ast.Attribute) and leaf.attr == "status"
            ]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            verb, receiver = node.func.attr, node.func.value
            if verb in {"save", "delete"} and last_name(receiver).rstrip("_") in GUARDED.values():
                found.append(f"{node.lineno}: {ast.unparse(node.func)}()")
            elif verb in WRITES and written_model(receiver):
                found.append(f"{node.lineno}: {ast.unparse(node.func)}()")
            elif verb == "update" and any(keyword.arg == "status" for keyword in node.keywords):
                found.append(f"{node.lineno}: {ast.unparse(node.func)}(status=…)")
        elif isinstance(node, ast.Call) and last_name(node.func) == "setattr" and len(node.args) == 3:
            if isinstance(node.args[1], ast.Constant) and node.args[1].value == "status":
                found.append(f"{node.lineno}: {ast.unparse(node)}")
    return found


@pytest.mark.parametrize(
    "planted",
    [
        "case.status = 1",
        "self.case.status = 1",
        "a, case.status = 1, 2",
        "case.save()",
        "self.pledge.save(update_fields=['x'])",
        "Case.objects.create(x=1)",
        "Pledge.objects.filter(x=1).update(x=2)",
        "rows.update(status=1)",
        "letter.delete()",
        "setattr(case, 'status', 1)",
    ],
)
def test_a_planted_write_is_found(planted):
    assert writes_round_the_verbs(planted)


@pytest.mark.parametrize(
    "innocent",
    [
        "response.status_code = 403",
        "form.save()",
        "if case.status == 1: pass",
        "Case.objects.filter(x=1)",
        "d.update(x=1)",
    ],
)
def test_an_innocent_line_is_let_pass(innocent):
    assert writes_round_the_verbs(innocent) == []


def test_only_verbs_write():
    faults = [
        f"{shown(path)}:{fault}"
        for path in sources()
        if not is_service(path)
        for fault in writes_round_the_verbs(path.read_text())
    ]
    assert faults == []


def test_views_write_nothing():
    faults = []
    for path in sources():
        if path.name.startswith("views") or "views" in path.parts:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    chain = ast.unparse(node.func)
                    if node.func.attr == "save" or (node.func.attr in WRITES and ".objects." in chain):
                        faults.append(f"{shown(path)}:{node.lineno}: {chain}()")
    assert faults == []


def hidden_effects(source: str) -> list[str]:
    """Writes that a model's own ``save()`` or ``delete()`` does besides saving or deleting its row; refusing is no write."""
    found = []
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef) and function.name in {"save", "delete"}:
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    if node.func.attr in WRITES | {"save", "record"} and ast.unparse(node.func.value) != "super()":
                        found.append(f"{node.lineno}: {ast.unparse(node.func)}() in {function.name}()")
                elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                    found.append(f"{node.lineno}: sets {ast.unparse(node)} in {function.name}()")
    return found


def test_a_planted_hidden_effect_is_found():
    assert hidden_effects("class A:\n  def save(self):\n    self.day = 1\n    super().save()")
    assert hidden_effects("class A:\n  def save(self):\n    super().save()\n    B.objects.create()")
    assert not hidden_effects("class A:\n  def save(self):\n    if self.a: raise E\n    super().save()")


def test_models_have_no_hidden_effects():
    """What happens, happens in a verb: no ``save()`` that does more than save, no signals."""
    faults = []
    for path in sources():
        text = path.read_text()
        if re.search(r"(?<!def )\b(pre_save|post_save|pre_delete|post_delete|m2m_changed)\b", text):
            faults.append(f"{shown(path)}: signal")
        if path.name == "models.py" or "models" in path.parts:
            faults += [f"{shown(path)}:{effect}" for effect in hidden_effects(text)]
    assert faults == []


# --- names and sizes -----------------------------------------------------------------------------------------


def test_no_junk_rooms():
    faults = [
        shown(path)
        for path in files(".py")
        if JUNK & {path.stem, *(part for part in path.relative_to(ROOT).parts[:-1])}
    ]
    assert faults == []


def test_files_stay_short():
    too_long = []
    for path in files(".py", ".css", ".js", ".html"):
        if "vendor" in path.parts or "migrations" in path.parts:
            continue
        lines = len(path.read_text().splitlines())
        if lines > (150 if path.suffix == ".html" else 400):
            too_long.append(f"{shown(path)}: {lines} lines")
    assert too_long == []


# --- templates -----------------------------------------------------------------------------------------------

TEMPLATES = list(files(".html", ".txt", under=("templates",)))


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_template_parses(path):
    engines["django"].get_template(str(path.relative_to(ROOT / "templates")))


def test_there_are_templates():
    assert TEMPLATES


OUTSIDE = [
    re.compile(
        r"<(?:script|img|iframe|source|video|audio|embed|use)\b[^>]*\b(?:src|srcset|href)\s*=\s*[\"']?\s*(?:https?:)?//",
        re.I,
    ),
    re.compile(r"<link\b[^>]*\bhref\s*=\s*[\"']?\s*(?:https?:)?//", re.I),
    re.compile(r"(?:url\(|@import)\s*[\"']?\s*(?:https?:)?//", re.I),
    re.compile(r"\b(?:fetch|import|importScripts)\(\s*[\"'](?:https?:)?//", re.I),
]


def assets_from_outside(text: str) -> list[str]:
    return [found.group(0) for pattern in OUTSIDE for found in pattern.finditer(text)]


@pytest.mark.parametrize(
    "planted",
    [
        '<script src="https://cdn.example/x.js"></script>',
        "<link rel=stylesheet href='//cdn.example/x.css'>",
        "@import 'https://fonts.example/x.css';",
        "src: url(https://fonts.example/x.woff2)",
        '<img alt="" src="http://x.example/y.png">',
    ],
)
def test_a_planted_outside_asset_is_found(planted):
    assert assets_from_outside(planted)


def test_no_asset_from_outside():
    """No page needs the internet. (A link a person may follow is no asset.)"""
    faults = [
        f"{shown(path)}: {asset}"
        for path in files(".html", ".css", ".js", under=("templates", "static"))
        for asset in assets_from_outside(path.read_text())
    ]
    assert faults == []
