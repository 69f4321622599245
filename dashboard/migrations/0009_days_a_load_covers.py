"""A load remembers which days its rows speak of, so that measures need not look through all rows to know."""

from django.db import migrations, models

TABLES = {
    "enquiry": ["received_at", "screening_at", "decision_at", "strategy_at", "outcome_at"],
    "contact": ["received_on"],
    "earlyhelp": ["started_on", "completed_on"],
    "referral": ["referred_on"],
    "assessment": ["started_on", "referred_on", "authorised_on"],
    "section47": ["started_on", "conference_on"],
    "childinneed": ["started_on", "last_seen_on", "closed_on", "conference_on"],
    "protectionplan": ["started_on", "last_visit_on", "last_review_on", "ended_on"],
}


def remember(apps, schema_editor):
    loads = apps.get_model("dashboard", "Load")
    for load in loads.objects.using(schema_editor.connection.alias).filter(kept_at__isnull=False):
        load.covers = {}
        for table, fields in TABLES.items():
            days = [f"({name} at time zone 'Europe/London')::date" if name.endswith("_at") else name for name in fields]
            asked = ", ".join(f"min({day}), max({day})" for day in days)
            with schema_editor.connection.cursor() as cursor:
                cursor.execute(
                    f"select count(*), {asked} from dashboard_{table} where load_id = %s or %s = any(also_in)",
                    [load.pk, load.pk],
                )
                count, *found = cursor.fetchone()
            if count:
                pairs = zip(fields, found[::2], found[1::2], strict=True)
                load.covers[table] = {name: [str(first), str(last)] for name, first, last in pairs if first}
        load.save(update_fields=["covers"])


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0008_forecasts")]

    operations = [
        migrations.AddField("load", "covers", models.JSONField(blank=True, default=dict)),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
