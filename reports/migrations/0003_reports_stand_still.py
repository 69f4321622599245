"""What was frozen, signed or saved of a report is never changed: only added to, and a signature declared void."""

from django.db import migrations

STAND_STILL = """
create function reports_rows_stand_still() returns trigger language plpgsql as $$
begin
    raise exception 'what was frozen or saved of a report does not change';
end $$;
create trigger snapshots_stand_still before update or delete on reports_snapshot
    for each row execute function reports_rows_stand_still();
create trigger wordings_stand_still before update or delete on reports_wording
    for each row execute function reports_rows_stand_still();
create function reports_signatures_stand_still() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.void_since is null and new.void_since is not null
       and (old.report_id, old.agency_id, old.by_id, old.at, old.read)
           = (new.report_id, new.agency_id, new.by_id, new.at, new.read) then
        return new;
    end if;
    raise exception 'a signature does not change';
end $$;
create trigger signatures_stand_still before update or delete on reports_signature
    for each row execute function reports_signatures_stand_still();
create function reports_published_stands_still() returns trigger language plpgsql as $$
begin
    if (select published_at from reports_report where id = new.report_id) is not null
       and (old.text, old.title, old.key) is distinct from (new.text, new.title, new.key) then
        raise exception 'a published report does not change';
    end if;
    return new;
end $$;
create trigger published_stands_still before update on reports_section
    for each row execute function reports_published_stands_still();
"""
UNDO = """
drop trigger published_stands_still on reports_section;
drop function reports_published_stands_still();
drop trigger signatures_stand_still on reports_signature;
drop function reports_signatures_stand_still();
drop trigger wordings_stand_still on reports_wording;
drop trigger snapshots_stand_still on reports_snapshot;
drop function reports_rows_stand_still();
"""


class Migration(migrations.Migration):
    """Triggers."""

    dependencies = [("reports", "0002_yearly_reports")]
    operations = [migrations.RunSQL(STAND_STILL, UNDO)]
