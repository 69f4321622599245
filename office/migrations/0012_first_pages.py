"""The pages that come with the portal; and a trigger that lets nobody change what was once saved."""

from datetime import UTC, datetime

from django.db import migrations

from office.shipped_pages import shipped

DELIVERED_AT = datetime(2026, 1, 1, tzinfo=UTC)
NEVER_CHANGED = """
create function office_page_version_does_not_change() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'the versions of a page are kept';
    end if;
    -- When it is shown may be set, and taken back until it is; its words stay.
    if to_jsonb(new) - 'shown_from' - 'shown_by_id' <> to_jsonb(old) - 'shown_from' - 'shown_by_id'
        or (old.shown_from <= now() and new.shown_from is distinct from old.shown_from) then
        raise exception 'the versions of a page do not change';
    end if;
    return new;
end $$;
create trigger page_version_does_not_change before update or delete on office_pageversion
    for each row execute function office_page_version_does_not_change();
"""
UNDO = """
drop trigger page_version_does_not_change on office_pageversion;
drop function office_page_version_does_not_change();
"""


def deliver(apps, schema_editor):
    page, version = apps.get_model("office", "Page"), apps.get_model("office", "PageVersion")
    using = schema_editor.connection.alias
    for each in shipped():
        made, new = page.objects.using(using).get_or_create(
            slug=each.slug, defaults={"delivered": True, "made_at": DELIVERED_AT}
        )
        if new:
            version.objects.using(using).create(
                page=made, number=1, title=each.title, summary=each.summary, body=each.body,
                changed="As delivered", saved_at=DELIVERED_AT, shown_from=DELIVERED_AT,
            )


class Migration(migrations.Migration):
    """Pages from data/pages/, and the trigger."""

    dependencies = [("office", "0011_pages")]
    operations = [migrations.RunPython(deliver, migrations.RunPython.noop), migrations.RunSQL(NEVER_CHANGED, UNDO)]
