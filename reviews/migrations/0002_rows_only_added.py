"""Triggers: what happened to a case or a message is only added to; a signed version of a report stays as signed."""

from django.db import migrations

TABLES = ("reviews_step", "reviews_opening", "reviews_decision", "reviews_messagestep")
ADDED_TO = """
create function reviews_rows_are_only_added() returns trigger language plpgsql as $$
begin
    raise exception 'the history of a review is append-only';
end $$;
""" + "".join(
    f"create trigger {table}_is_append_only before update or delete on {table} "
    "for each row execute function reviews_rows_are_only_added();\n"
    for table in TABLES
)
SIGNED = """
create function reviews_signed_reports_stay() returns trigger language plpgsql as $$
begin
    if exists (select 1 from reviews_decision where report_id = old.id) then
        raise exception 'a version somebody has decided on is never written again';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger reviews_report_signed_stays before update or delete on reviews_report
    for each row execute function reviews_signed_reports_stay();
"""
UNDO = "".join(f"drop trigger {table}_is_append_only on {table};\n" for table in TABLES) + """
drop trigger reviews_report_signed_stays on reviews_report;
drop function reviews_signed_reports_stay();
drop function reviews_rows_are_only_added();
"""


class Migration(migrations.Migration):
    """The triggers."""

    dependencies = [("reviews", "0001_cases_learning_messages")]
    operations = [migrations.RunSQL(ADDED_TO + SIGNED, UNDO)]
