"""The policy in words: docs/who-can-do-what.md, printed from roles.py and permissions.py. Pure."""

from collections.abc import Iterable

from partnership.permissions import Permission
from partnership.roles import ROLES, Role

HEAD = """# Who can do what

Printed from `partnership/roles.py` and `partnership/permissions.py` by `python manage.py who_can_do_what`; do not edit.
A role is held in an agency, from one day to another; held at a parent agency (a trust) it covers the agencies below it.
Whoever may not see a thing is told that it does not exist (404); whoever sees it and may not do it is refused (403).
"""


def words() -> str:
    """The whole document: each role with what it may do, then each permission with the roles that have it."""
    by_role = "\n".join(_of_role(role) for role in ROLES.values())
    by_permission = "\n".join(_of_permission(permission) for permission in Permission)
    return (
        f"{HEAD}\n## By role\n\n{by_role}\n## By permission\n\n"
        f"| Who holds it may … | everywhere | within the own agency |\n|---|---|---|\n{by_permission}\n"
    )


def _of_role(role: Role) -> str:
    lines = [f"### {role.name}", "", f"{role.who[0].upper()}{role.who[1:]}.", ""]
    lines += [f"- everywhere: {permission}" for permission in sorted(role.everywhere)]
    lines += [f"- for the own agency: {permission}" for permission in sorted(role.own_agency - role.everywhere)]
    return "\n".join([*lines, ""])


def _of_permission(permission: Permission) -> str:
    everywhere = _names(role for role in ROLES.values() if permission in role.everywhere)
    own = _names(role for role in ROLES.values() if permission in role.own_agency - role.everywhere)
    return f"| {permission} | {everywhere} | {own} |"


def _names(roles: Iterable[Role]) -> str:
    found = [role.name for role in roles]
    return "everybody with a role" if len(found) == len(ROLES) else ", ".join(found)
