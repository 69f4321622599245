"""What agencies answer changes only until it is handed in, agreed grades only while the panel works; histories stay."""

from django.db import migrations

HISTORIES = ("auditstep", "opening", "sample")
APPEND_ONLY = "".join(
    f"create trigger history_is_append_only before update or delete on audits_{table} "
    "for each row execute function audits_history_is_append_only();\n"
    for table in HISTORIES
)
# Rows are "for share": whoever hands in or moves the audit waits for those who write, and the other way round.
FREEZE = """
create function audits_tool_parts_are_frozen() returns trigger language plpgsql as $$
declare
    of_tool bigint;
    handed_in timestamptz;
    phase_now text;
begin
    if tg_op = 'DELETE' then of_tool := old.tool_id; else of_tool := new.tool_id; end if;
    select tool.handed_in_at, audit.phase into handed_in, phase_now
        from audits_tool tool join audits_case c on c.id = tool.case_id join audits_audit audit on audit.id = c.audit_id
        where tool.id = of_tool for share of tool, audit;
    if tg_op = 'DELETE' and (phase_now in ('finished', 'abandoned') or phase_now is null) then
        return old;
    end if;
    if handed_in is not null or phase_now <> 'answering' then
        raise exception 'this tool is not being answered';
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
end $$;
create trigger tool_answer_is_frozen before insert or update or delete on audits_toolanswer
    for each row execute function audits_tool_parts_are_frozen();
create trigger case_view_is_frozen before insert or update or delete on audits_caseview
    for each row execute function audits_tool_parts_are_frozen();

create function audits_panel_words_are_frozen() returns trigger language plpgsql as $$
declare
    of_case bigint;
    phase_now text;
begin
    if tg_op = 'DELETE' then of_case := old.case_id; else of_case := new.case_id; end if;
    select audit.phase into phase_now
        from audits_case c join audits_audit audit on audit.id = c.audit_id where c.id = of_case for share of audit;
    if tg_op <> 'INSERT' and (phase_now in ('finished', 'abandoned') or phase_now is null) then
        if tg_op = 'UPDATE' and (to_jsonb(new) - 'reason') <> (to_jsonb(old) - 'reason') then
            raise exception 'what the panel agreed stays as it is';
        end if;
        if tg_op = 'DELETE' then return old; end if;
        return new;
    end if;
    if phase_now <> 'moderating' then
        raise exception 'the panel is not at work on this case';
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
end $$;
create trigger agreed_grade_is_frozen before insert or update or delete on audits_agreedgrade
    for each row execute function audits_panel_words_are_frozen();
create trigger dissent_is_frozen before insert or update or delete on audits_dissent
    for each row execute function audits_panel_words_are_frozen();

create function audits_second_grades_are_frozen() returns trigger language plpgsql as $$
declare
    look audits_secondlook%rowtype;
begin
    select * into look from audits_secondlook
        where id = (case when tg_op = 'DELETE' then old.look_id else new.look_id end) for share;
    if tg_op <> 'DELETE' and (look.done_at is not null or look.stood_down_at is not null) then
        raise exception 'this second look is done';
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
end $$;
create trigger second_grade_is_frozen before insert or update or delete on audits_secondgrade
    for each row execute function audits_second_grades_are_frozen();
"""
UNDO = "".join(f"drop trigger history_is_append_only on audits_{table};\n" for table in HISTORIES) + """
drop trigger second_grade_is_frozen on audits_secondgrade;
drop function audits_second_grades_are_frozen();
drop trigger dissent_is_frozen on audits_dissent;
drop trigger agreed_grade_is_frozen on audits_agreedgrade;
drop function audits_panel_words_are_frozen();
drop trigger case_view_is_frozen on audits_caseview;
drop trigger tool_answer_is_frozen on audits_toolanswer;
drop function audits_tool_parts_are_frozen();
"""


class Migration(migrations.Migration):
    """The triggers."""

    dependencies = [("audits", "0004_multi_agency_audits")]
    operations = [migrations.RunSQL(APPEND_ONLY + FREEZE, UNDO)]
