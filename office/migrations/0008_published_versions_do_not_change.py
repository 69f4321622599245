"""A published version of a questionnaire never changes: triggers on the version and on every part of it."""

from django.db import migrations

PARTS = ("level", "variant", "section", "criterion", "aid", "descriptor", "statement")

FUNCTIONS = """
create function office_part_of_published_version() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' and exists (
        select 1 from office_version where id = old.version_id and state in ('published', 'retired')
    ) or tg_op <> 'DELETE' and exists (
        select 1 from office_version where id = new.version_id and state in ('published', 'retired')
    ) then
        raise exception 'a published version of a questionnaire does not change';
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
end $$;
create function office_published_version() returns trigger language plpgsql as $$
begin
    if old.state not in ('published', 'retired') then
        if tg_op = 'DELETE' then return old; end if;
        return new;
    end if;
    -- Retiring is the one thing that may still happen to it.
    if tg_op = 'DELETE' or not (old.state = 'published' and new.state = 'retired'
        and to_jsonb(new) - 'state' = to_jsonb(old) - 'state') then
        raise exception 'a published version of a questionnaire does not change';
    end if;
    return new;
end $$;
create trigger published_version_does_not_change before update or delete on office_version
    for each row execute function office_published_version();
"""
ON_PARTS = "".join(
    f"create trigger part_of_published_version_does_not_change before insert or update or delete on office_{part} "
    "for each row execute function office_part_of_published_version();\n"
    for part in PARTS
)
UNDO = "".join(f"drop trigger part_of_published_version_does_not_change on office_{part};\n" for part in PARTS) + """
drop trigger published_version_does_not_change on office_version;
drop function office_part_of_published_version();
drop function office_published_version();
"""


class Migration(migrations.Migration):
    """The triggers."""

    dependencies = [("office", "0007_questionnaires")]
    operations = [migrations.RunSQL(FUNCTIONS + ON_PARTS, UNDO)]
