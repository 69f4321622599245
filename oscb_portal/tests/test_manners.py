"""Manners of the code, read from its syntax: views do not write, verbs see no request, clocks stand at the edge."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = ("dashboard", "priorities", "office", "partnership", "oscb_portal", "reports", "training", "audits",
         "commendations", "reviews", "governance")  # fmt: skip
SOURCES = [
    path
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
    if not {"migrations", "tests", "commands"} & set(path.parts)
]
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
CLOCKS = {"now", "localdate", "localtime", "today", "utcnow"}
# Where the clock may be read: views, tasks, commands, forms that show today; and the gate, which asks of this moment.
EDGES = {
    "views",
    "tasks",
    "api",
    "middleware",
    "context",
    "forms",
    "filters",
    "access",
    "accounts",
    "signed_pages",
    "kept_pages",
}


def is_view(path):
    return path.stem == "views" or "views" in path.parts


def calls(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def name_of(call):
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if is_view(path)], ids=lambda path: str(path.relative_to(ROOT))
)
def test_views_do_not_write(path):
    wrong = []
    for call in calls(ast.parse(path.read_text())):
        on_objects = isinstance(call.func, ast.Attribute) and "objects" in ast.dump(call.func.value)
        if name_of(call) == "save" or (on_objects and name_of(call) in WRITES):
            wrong.append(f"line {call.lineno}: {name_of(call)}")

    assert wrong == []


def test_verbs_see_no_request():
    edges = EDGES | {"urls", "admin", "apps", "asking", "lists", "signed_pages", "kept_pages"}
    wrong = []
    for path in SOURCES:
        if is_view(path) or path.stem in edges or path.is_relative_to(ROOT / "oscb_portal"):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and "request" in [arg.arg for arg in node.args.args]:
                wrong.append(f"{path.relative_to(ROOT)}: {node.name}")

    assert wrong == []


def test_the_clock_is_read_at_the_edge():
    wrong = []
    for path in SOURCES:
        if is_view(path) or path.stem in EDGES:
            continue
        for call in calls(ast.parse(path.read_text())):
            value = getattr(call.func, "value", None)
            if (
                name_of(call) in CLOCKS
                and not call.args
                and getattr(value, "id", "") in ("timezone", "datetime", "date", "time")
            ):
                wrong.append(f"{path.relative_to(ROOT)}, line {call.lineno}")

    assert wrong == []


def test_imports_stand_at_the_top():
    wrong = []
    for path in SOURCES:
        if path.stem == "apps":
            continue
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                inside = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
                wrong += [f"{path.relative_to(ROOT)}, line {node.lineno}" for node in inside]

    assert wrong == []


def test_verbs_take_their_words_by_keyword():
    """A function with by= is a verb: at most one positional argument."""
    wrong = []
    for path in SOURCES:
        if "templatetags" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and "by" in [arg.arg for arg in node.args.kwonlyargs + node.args.args]:
                positional = [arg.arg for arg in node.args.args if arg.arg != "self"]
                if len(positional) > 1 or "by" in positional:
                    wrong.append(f"{path.relative_to(ROOT)}: {node.name}({', '.join(positional)})")

    assert wrong == ["partnership/access.py: check(by, permission)"]
