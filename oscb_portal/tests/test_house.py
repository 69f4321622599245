"""The house inspects itself: relations, labels, names and documents."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.urls import URLPattern, URLResolver, get_resolver

from office import rules
from partnership.permissions import Permission

ROOT = Path(settings.BASE_DIR)
FLOORS = {
    "oscb_portal": 5, "reports": 4,
    "dashboard": 3, "audits": 3, "training": 3, "commendations": 3, "reviews": 3, "governance": 3,
    "priorities": 2, "office": 1, "partnership": 0, "figures": 0,
}  # fmt: skip
OUR_APPS = [name for name in FLOORS if apps.is_installed(name)]
PYTHON = [
    path
    for name in FLOORS
    for path in (ROOT / name).rglob("*.py")
    if "migrations" not in path.parts and "tests" not in path.parts
]
# Doors of packages, each with the reason why it needs no label of ours.
DOORS_OF_PACKAGES = {
    "account_": "allauth: sign-in guards itself",
    "mfa_": "allauth: second factor, guards itself",
    "admin:": "the plumber's hatch asks for a technical keeper",
    "api-": "the API asks for a token, see test_api.py",
}
FORBIDDEN_NAMES = {"utils", "helpers", "services", "selectors", "managers", "common", "core", "base", "misc", "mixins"}


def our_relations():
    for name in OUR_APPS:
        for model in apps.get_app_config(name).get_models(include_auto_created=False):
            for field in model._meta.get_fields():
                ours = isinstance(field, models.ForeignKey | models.ManyToManyField)
                if ours and field.model is model and field.related_model._meta.app_label in FLOORS:
                    yield name, model, field


def walk(patterns, prefix=""):
    for each in patterns:
        if isinstance(each, URLResolver):
            name = f"{each.namespace}:" if each.namespace else ""
            yield from walk(each.url_patterns, prefix + name)
        elif isinstance(each, URLPattern):
            yield prefix + (each.name or str(each.pattern)), each


OUR_DOORS = [
    (name, pattern)
    for name, pattern in walk(get_resolver().url_patterns)
    if not name.startswith(tuple(DOORS_OF_PACKAGES))
]


def test_relations_point_down_and_hide_their_reverse_name():
    wrong = []
    for name, model, field in our_relations():
        to = field.related_model._meta.app_label
        if to == name:
            continue
        if FLOORS[to] > FLOORS[name] or (FLOORS[to] == FLOORS[name]):
            wrong.append(f"{model.__name__}.{field.name} climbs to {to}")
        if not field.remote_field.hidden:
            wrong.append(f"{model.__name__}.{field.name} lets {to} climb back: related_name='+'")
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT:
            wrong.append(f"{model.__name__}.{field.name} is not PROTECT")

    assert wrong == []


@pytest.mark.parametrize(("name", "pattern"), OUR_DOORS, ids=[name for name, _ in OUR_DOORS])
def test_every_door_is_labelled(name, pattern):
    assert getattr(pattern.callback, "door", None), f"{name} has no label: @require(Permission.X), @members or @public"


def test_the_name_of_an_address_is_the_name_of_its_view():
    wrong = [
        f"{name} is served by {pattern.callback.__name__}"
        for name, pattern in OUR_DOORS
        if name.rpartition(":")[2] != pattern.callback.__name__
    ]

    assert wrong == []


def test_every_permission_is_used_and_every_one_is_given_to_some_role():
    words = "".join(path.read_text() for path in PYTHON if path.name not in ("permissions.py", "roles.py"))
    roles = (ROOT / "partnership" / "roles.py").read_text()

    unused = [each.name for each in Permission if f"Permission.{each.name}" not in words]
    given_to_nobody = [each.name for each in Permission if f"Permission.{each.name}" not in roles]

    assert (unused, given_to_nobody) == ([], [])


def test_permissions_stand_in_alphabetical_order():
    names = [each.name for each in Permission]

    assert names == sorted(names)


def test_no_module_has_a_name_that_says_nothing():
    wrong = [str(path.relative_to(ROOT)) for path in PYTHON if path.stem in FORBIDDEN_NAMES]

    assert wrong == []


def test_every_module_opens_with_a_sentence():
    silent = []
    for path in PYTHON:
        text = path.read_text()
        if (
            text.strip()
            and path.parent.name not in ("management", "commands", "templatetags")
            and not (ast.get_docstring(ast.parse(text)))
        ):
            silent.append(str(path.relative_to(ROOT)))

    assert silent == []


def test_there_are_no_generic_keys_and_no_signals_of_our_own():
    wrong = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in PYTHON
        for word in ("GenericForeignKey", "django.dispatch", "__subclasses__", "models.signals")
        if word in path.read_text()
    ]

    assert wrong == []


def test_the_driver_is_psycopg2():
    assert connection.Database.__name__ == "psycopg2"


def test_every_term_of_the_glossary_is_there_once_and_in_order():
    text = (ROOT / "docs" / "glossary.md").read_text()
    terms = re.findall(r"^\*\*(.+?)\*\*", text, flags=re.MULTILINE)

    assert terms == sorted(set(terms), key=str.lower)
    assert len(terms) > 20


def test_every_line_of_the_timetable_is_in_the_handbook_of_running():
    text = (ROOT / "docs" / "running.md").read_text()
    missing = [line for line in settings.CELERY_BEAT_SCHEDULE if line not in text]

    assert missing == []


def test_every_variable_of_the_environment_is_in_the_example():
    source = (ROOT / "oscb_portal" / "settings.py").read_text()
    names = re.findall(r"environment\.\w+\(\s*\"([A-Z_]+)\"|_database\(\"([A-Z_]+)\"\)", source)
    example = (ROOT / ".env.example").read_text()

    missing = [name for pair in names for name in pair if name and f"{name}=" not in example]

    assert missing == []


def test_every_package_has_a_reason():
    for file in ("requirements.in", "requirements-dev.in"):
        lines = (ROOT / file).read_text().splitlines()
        packages = [i for i, line in enumerate(lines) if line and not line.startswith(("#", "-r"))]
        unexplained = [lines[i] for i in packages if not lines[i - 1].startswith("#") and lines[i - 1] == ""]

        assert unexplained == [], file


def test_every_rule_is_read_by_something():
    """A rule that nobody reads is a promise on the page of rules that the portal does not keep."""
    told = [*ROOT.glob("dashboard/data/measures/*.toml"), ROOT / "dashboard/data/hub_work.toml"]
    files = [*(path for path in PYTHON if "oakshire" not in path.parts), *told]
    words = "\n".join(path.read_text() for path in files)

    unread = [
        key
        for key, (group, name) in {key: key.split(".") for key in rules.DECLARED}.items()
        if f'"{key}"' not in words and not (f'"{group}.{{' in words and f'"{name}"' in words)
    ]

    assert unread == []
