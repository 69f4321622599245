"""Histories are append-only; answers change only while they are asked for, judgements only while the result is open."""

from django.db import migrations

HISTORIES = ("step", "assignmentstep", "exhibitrevision", "answerrevision")
FROZEN = {"answer": ("answering", "being answered"), "judgement": ("submitted", "being judged")}

APPEND_ONLY = """
create function audits_history_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'this history is append-only';
end $$;
""" + "".join(
    f"create trigger history_is_append_only before update or delete on audits_{table} "
    "for each row execute function audits_history_is_append_only();\n"
    for table in HISTORIES
)
# The state is read "for share": whoever moves it waits for those who write, and the other way round.
FREEZE = "".join(
    f"""
create function audits_{table}_is_frozen() returns trigger language plpgsql as $$
declare
    row_of audits_{table}%rowtype;
    state_now text;
begin
    if tg_op = 'DELETE' then row_of := old; else row_of := new; end if;
    select state into state_now from audits_selfassessment where id = row_of.assessment_id for share;
    if state_now <> '{state}' then
        raise exception 'this self-assessment is not {words}';
    end if;
    return row_of;
end $$;
create trigger {table}_is_frozen before insert or update or delete on audits_{table}
    for each row execute function audits_{table}_is_frozen();
"""
    for table, (state, words) in FROZEN.items()
)
UNDO = (
    "".join(f"drop trigger history_is_append_only on audits_{table};\n" for table in HISTORIES)
    + "drop function audits_history_is_append_only();\n"
    + "".join(
        f"drop trigger {table}_is_frozen on audits_{table};\ndrop function audits_{table}_is_frozen();\n"
        for table in FROZEN
    )
)


class Migration(migrations.Migration):
    """The triggers."""

    dependencies = [("audits", "0001_self_assessments")]
    operations = [migrations.RunSQL(APPEND_ONLY + FREEZE, UNDO)]
