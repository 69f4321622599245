"""A trigger that lets nobody change or take away an answer; only its agency is cleared when its time is over."""

from django.db import migrations

STANDS = """
create function training_reply_stands() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if new.agency_id is null and (new.id, new.evaluation_id, new.occasion, new.reference, new.item, new.score, new.choice)
            is not distinct from (old.id, old.evaluation_id, old.occasion, old.reference, old.item, old.score, old.choice)
        then
            return new;
        end if;
    end if;
    raise exception 'an answer about training is not changed';
end $$;
create trigger replies_stand before update or delete on training_reply
    for each row execute function training_reply_stands();
"""
UNDO = """
drop trigger replies_stand on training_reply;
drop function training_reply_stands();
"""


class Migration(migrations.Migration):
    """The trigger."""

    dependencies = [("training", "0004_evaluations")]
    operations = [migrations.RunSQL(STANDS, UNDO)]
