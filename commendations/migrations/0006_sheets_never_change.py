"""Criteria belong to a sheet alone; triggers let nobody change a sheet, or the history of a round."""

import django.db.models.deletion
from django.db import migrations, models

TABLES = {"sheet": "a sheet of criteria never changes: write a new version",
          "criterion": "a sheet of criteria never changes: write a new version",
          "roundchange": "the history of a round is append-only"}  # fmt: skip
APPEND_ONLY = "\n".join(
    f"""
create function commendations_{table}_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception '{words}';
end $$;
create trigger {table}_is_append_only before update on commendations_{table}
    for each row when (old.* is distinct from new.*) execute function commendations_{table}_is_append_only();
create trigger {table}_stays before delete on commendations_{table}
    for each row execute function commendations_{table}_is_append_only();
"""
    for table, words in TABLES.items()
)
UNDO = "\n".join(
    f"""
drop trigger {table}_is_append_only on commendations_{table};
drop trigger {table}_stays on commendations_{table};
drop function commendations_{table}_is_append_only();
"""
    for table in TABLES
)


class Migration(migrations.Migration):
    """The old column goes, the new ones are needed."""

    dependencies = [("commendations", "0005_each_round_its_sheet")]
    operations = [
        migrations.AlterModelOptions("criterion", {"ordering": ["sheet", "place"], "verbose_name_plural": "criteria"}),
        migrations.RemoveField("criterion", "round"),
        migrations.AlterField(
            "criterion", "sheet",
            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="criteria",
                              to="commendations.sheet"),
        ),
        migrations.AlterField(
            "round", "sheet",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="rounds",
                              to="commendations.sheet"),
        ),
        migrations.AddConstraint(
            "criterion", models.UniqueConstraint(fields=("sheet", "name"), name="criterion_once_in_a_sheet")
        ),
        migrations.RunSQL(APPEND_ONLY, UNDO),
    ]
