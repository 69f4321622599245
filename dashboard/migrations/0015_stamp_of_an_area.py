"""Whatever the figures or charts of an area stand on gives it a new stamp; who has sent its files may go on sending."""

from django.db import migrations

TABLES = ("reading", "target", "annotation", "rebase", "commentary")
EVENTS = {"insert": "new table as touched", "update": "new table as touched", "delete": "old table as touched"}

# Statement by statement, not row by row: a recompute writes thousands of readings at once.
STAMP = """
create function dashboard_stamp_areas() returns trigger language plpgsql as $$
begin
    update dashboard_area set stamp = gen_random_uuid() where id in (select distinct area_id from touched);
    return null;
end $$;
"""
TRIGGERS = "".join(
    f"create trigger stamp_areas_on_{event} after {event} on dashboard_{table} referencing {what} "
    "for each statement execute function dashboard_stamp_areas();\n"
    for table in TABLES
    for event, what in EVENTS.items()
)
UNDO = "".join(
    f"drop trigger stamp_areas_on_{event} on dashboard_{table};\n" for table in TABLES for event in EVENTS
) + "drop function dashboard_stamp_areas();\n"


def let_them_go_on(apps, schema_editor):
    load = apps.get_model("dashboard", "Load")
    area = apps.get_model("dashboard", "Area")
    for area_id, agency_id in load.objects.order_by().values_list("area", "agency").distinct():
        area.objects.get(pk=area_id).senders.add(agency_id)


class Migration(migrations.Migration):
    """The trigger, and the senders so far."""

    dependencies = [("dashboard", "0014_charts_people_decide_on")]
    operations = [
        migrations.RunPython(let_them_go_on, migrations.RunPython.noop),
        migrations.RunSQL(STAMP + TRIGGERS, UNDO),
    ]
