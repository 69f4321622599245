"""Lets the web's role have the database count its rows, which only their owner may: it plans by these counts."""

from django.db import migrations

# Whoever writes many rows within one transaction calls it: until then the database takes full tables for empty ones.
COUNT = """
create function count_the_rows() returns void language plpgsql security definer
set search_path = public, pg_temp as $$
declare
    each record;
begin
    for each in select tablename from pg_tables where schemaname = 'public' and tableowner = current_user loop
        execute format('analyze %I', each.tablename);
    end loop;
end $$;
"""
UNDO = "drop function count_the_rows();"


class Migration(migrations.Migration):
    """One function of the owner."""

    dependencies = [("partnership", "0002_trail_is_append_only")]
    operations = [migrations.RunSQL(COUNT, UNDO)]
