"""The themes of the partnership; and a trigger that lets nobody change the history of an action."""

from django.db import migrations

from priorities.taxonomy import THEMES

APPEND_ONLY = """
create function priorities_moves_are_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the history of an action is append-only';
end $$;
create trigger moves_are_append_only before update or delete on priorities_move
    for each row execute function priorities_moves_are_append_only();
"""
UNDO = """
drop trigger moves_are_append_only on priorities_move;
drop function priorities_moves_are_append_only();
"""


def settle(apps, schema_editor):
    theme = apps.get_model("priorities", "Theme")
    theme.objects.using(schema_editor.connection.alias).bulk_create(
        [theme(slug=slug, name=name) for slug, name in THEMES], ignore_conflicts=True
    )


class Migration(migrations.Migration):
    """Themes from data/themes.toml, and the trigger."""

    dependencies = [("priorities", "0002_findings_actions_campaigns")]
    operations = [migrations.RunPython(settle, migrations.RunPython.noop), migrations.RunSQL(APPEND_ONLY, UNDO)]
