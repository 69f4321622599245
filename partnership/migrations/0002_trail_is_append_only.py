"""The trail is append-only: a trigger refuses changes by anybody, and the web's role loses the right to try."""

from django.db import migrations

APPEND_ONLY = """
create function partnership_trail_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the trail is append-only';
end $$;
create trigger trail_is_append_only before update or delete on partnership_trailentry
    for each row execute function partnership_trail_is_append_only();
create trigger trail_is_not_emptied before truncate on partnership_trailentry
    for each statement execute function partnership_trail_is_append_only();
do $$ begin
    if exists (select 1 from pg_roles where rolname = 'portal_web') then
        revoke update, delete, truncate on partnership_trailentry from portal_web;
    end if;
end $$;
"""
UNDO = """
drop trigger trail_is_not_emptied on partnership_trailentry;
drop trigger trail_is_append_only on partnership_trailentry;
drop function partnership_trail_is_append_only();
"""


class Migration(migrations.Migration):
    """Triggers on the trail."""

    dependencies = [("partnership", "0001_initial")]
    operations = [migrations.RunSQL(APPEND_ONLY, UNDO)]
