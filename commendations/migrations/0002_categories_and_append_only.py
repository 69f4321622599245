"""The first kinds of thanks; and a trigger that lets nobody change the history of a nomination."""

from django.db import migrations

from commendations.categories import FIRST

APPEND_ONLY = """
create function commendations_steps_are_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the history of a nomination is append-only';
end $$;
create trigger steps_are_append_only before update or delete on commendations_step
    for each row execute function commendations_steps_are_append_only();
"""
UNDO = """
drop trigger steps_are_append_only on commendations_step;
drop function commendations_steps_are_append_only();
"""


def settle(apps, schema_editor):
    category = apps.get_model("commendations", "Category")
    category.objects.using(schema_editor.connection.alias).bulk_create(
        [
            category(slug=slug, name=words["name"], help=words["help"], way="short", place=place)
            for place, (slug, words) in enumerate(FIRST.items())
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    """Categories from data/categories.toml, and the trigger."""

    dependencies = [("commendations", "0001_initial")]
    operations = [migrations.RunPython(settle, migrations.RunPython.noop), migrations.RunSQL(APPEND_ONLY, UNDO)]
