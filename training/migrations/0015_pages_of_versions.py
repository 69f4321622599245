"""Pages belong to a version; a trigger lets no page of a published one change, come or go."""

import django.db.models.deletion
from django.db import migrations, models

STANDS = """
create function training_page_stands() returns trigger language plpgsql as $$
begin
    if exists (select from training_moduleversion where published_at is not null and id in (
        case when tg_op = 'INSERT' then new.version_id else old.version_id end,
        case when tg_op = 'DELETE' then old.version_id else new.version_id end
    )) then
        raise exception 'a published page of e-learning is not changed';
    end if;
    return coalesce(new, old);
end $$;
create trigger pages_stand before insert or update or delete on training_modulepage
    for each row execute function training_page_stands();
create trigger versions_stand before update or delete on training_moduleversion
    for each row when (old.published_at is not null) execute function training_history_is_append_only();
"""
UNDO = """
drop trigger versions_stand on training_moduleversion;
drop trigger pages_stand on training_modulepage;
drop function training_page_stands();
"""


class Migration(migrations.Migration):
    """What is no more, and the trigger."""

    dependencies = [("training", "0014_first_versions")]

    operations = [
        migrations.RemoveConstraint("modulepage", "module_page_number_once"),
        migrations.AlterModelOptions("modulepage", {"ordering": ["version", "number"]}),
        migrations.RemoveField("modulepage", "module"),
        migrations.AlterField("modulepage", "version", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="training.moduleversion")),
        migrations.AlterField("modulepage", "video", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office.evidence")),
        migrations.AddConstraint("modulepage", models.UniqueConstraint(fields=("version", "number"), name="module_page_once_in_a_version")),
        migrations.RemoveField("module", "published_at"),
        migrations.RemoveField("module", "published_by"),
        migrations.RunSQL(STANDS, UNDO),
    ]
