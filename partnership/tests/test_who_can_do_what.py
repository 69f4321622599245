"""The document of who may do what says what the policy says."""

from django.conf import settings

from partnership.permissions import Permission
from partnership.roles import ROLES
from partnership.who_can_do_what import words


def test_the_document_is_fresh():
    written = (settings.BASE_DIR / "docs" / "who-can-do-what.md").read_text(encoding="utf-8")

    assert written == words(), "run: python manage.py who_can_do_what"


def test_each_role_and_each_permission_is_named():
    text = words()
    roles = [role.name for role in ROLES.values() if f"\n### {role.name}\n" not in text]
    permissions = [permission for permission in Permission if f"\n| {permission} | " not in text]

    assert (roles, permissions) == ([], [])


def test_a_permission_for_the_own_agency_stands_in_the_last_column():
    line = next(line for line in words().splitlines() if line.startswith(f"| {Permission.LOAD_DATA} |"))

    assert line == f"| {Permission.LOAD_DATA} | Business unit | Analyst |"
