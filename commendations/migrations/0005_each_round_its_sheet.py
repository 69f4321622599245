"""Each round that is there gets the criteria it was opened with as a version of its own."""

import tomllib
from pathlib import Path

from django.db import migrations
from django.utils import timezone

DATA = Path(__file__).parent.parent / "data" / "criteria.toml"


def give_sheets(apps, schema_editor):
    """Each round that is there gets the criteria it was opened with as a version; without rounds the first is settled."""
    # Whole seconds: what is written out and read in again is the same row.
    now = timezone.now().replace(microsecond=0)
    alias = schema_editor.connection.alias
    sheet, criterion, a_round = (
        apps.get_model("commendations", name).objects.using(alias) for name in ("Sheet", "Criterion", "Round")
    )
    for number, each in enumerate(a_round.order_by("pk"), 1):
        made = sheet.create(number=number, made_at=now)
        criterion.filter(round=each).update(sheet=made)
        a_round.filter(pk=each.pk).update(sheet=made)
    if not sheet.exists():
        first = sheet.create(number=1, made_at=now)
        for place, words in enumerate(tomllib.loads(DATA.read_text("utf-8"))["criterion"]):
            criterion.create(sheet=first, place=place, **{name: words[name] for name in ("name", "weight", "words")})


class Migration(migrations.Migration):
    """Rows only."""

    dependencies = [("commendations", "0004_sheets_changes_lifted_conflicts")]
    operations = [migrations.RunPython(give_sheets, migrations.RunPython.noop)]
