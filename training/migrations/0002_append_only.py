"""A trigger that lets nobody change the history of a booking or of a charge."""

from django.db import migrations

APPEND_ONLY = """
create function training_history_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the history of a booking is append-only';
end $$;
create trigger steps_are_append_only before update or delete on training_step
    for each row execute function training_history_is_append_only();
create trigger charge_steps_are_append_only before update or delete on training_chargestep
    for each row execute function training_history_is_append_only();
"""
UNDO = """
drop trigger charge_steps_are_append_only on training_chargestep;
drop trigger steps_are_append_only on training_step;
drop function training_history_is_append_only();
"""


class Migration(migrations.Migration):
    """The triggers."""

    dependencies = [("training", "0001_courses_and_bookings")]
    operations = [migrations.RunSQL(APPEND_ONLY, UNDO)]
