"""Empties the database of the demonstration, as the owner of its tables: the trail lets nobody empty it row by row."""

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections

_PROMISED = """
select format('alter default privileges in schema public grant %s on %s to %I', privilege_type,
              case defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions' end,
              grantee::regrole)
from pg_default_acl, aclexplode(defaclacl)
where defaclnamespace = 'public'::regnamespace and defaclobjtype in ('r', 'S', 'f') and grantee <> 0
"""


def empty() -> None:
    """Drop the schema with all it holds and migrate anew; what is promised to other roles is promised again."""
    owner = "owner" if "owner" in settings.DATABASES else "default"
    connections["default"].close()
    with connections[owner].cursor() as cursor:
        cursor.execute(_PROMISED)
        promised = [grant for (grant,) in cursor.fetchall()]
        for sentence in (
            "drop schema public cascade",
            "create schema public",
            "grant usage on schema public to public",
        ):
            cursor.execute(sentence)
        for grant in promised:
            cursor.execute(grant)
    call_command("migrate", verbosity=0)
    cache.clear()
