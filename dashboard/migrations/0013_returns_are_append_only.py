"""A trigger that lets nobody change the history of a return, nor what an edition said that was submitted."""

from django.db import migrations

APPEND_ONLY = """
create function dashboard_return_moves_are_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the history of a return is append-only';
end $$;
create trigger return_moves_are_append_only before update or delete on dashboard_returnmove
    for each row execute function dashboard_return_moves_are_append_only();

create function dashboard_submitted_editions_stay() returns trigger language plpgsql as $$
declare
    spoken smallint;
    line record;
begin
    if tg_op = 'DELETE' then
        line := old;
    else
        line := new;
    end if;
    select speaks into spoken from dashboard_return where id = line.of_id;
    if line.edition <= spoken or (tg_op = 'UPDATE' and (old.edition <= spoken or old.of_id <> new.of_id)) then
        raise exception 'an edition of a return that was submitted never changes';
    end if;
    return line;
end $$;
create trigger submitted_answers_stay before insert or update or delete on dashboard_returnanswer
    for each row execute function dashboard_submitted_editions_stay();
create trigger submitted_staffing_stays before insert or update or delete on dashboard_returnstaffing
    for each row execute function dashboard_submitted_editions_stay();
"""
UNDO = """
drop trigger submitted_staffing_stays on dashboard_returnstaffing;
drop trigger submitted_answers_stay on dashboard_returnanswer;
drop function dashboard_submitted_editions_stay();
drop trigger return_moves_are_append_only on dashboard_returnmove;
drop function dashboard_return_moves_are_append_only();
"""


class Migration(migrations.Migration):
    """The triggers."""

    dependencies = [("dashboard", "0012_returns")]
    operations = [migrations.RunSQL(APPEND_ONLY, UNDO)]
