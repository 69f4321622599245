"""Whatever e-learning there is becomes its first version, taken by whoever has begun it."""

from django.db import migrations


def number_them(apps, schema_editor):
    module, version, page, learning = (
        apps.get_model("training", name) for name in ("Module", "ModuleVersion", "ModulePage", "Learning")
    )
    for each in module.objects.all():
        first = version.objects.create(
            module=each, number=1, published_at=each.published_at, published_by_id=each.published_by_id
        )
        page.objects.filter(module=each).update(version=first)
        learning.objects.filter(course=each.course_id, entered_by=None).update(version=first)


class Migration(migrations.Migration):
    """The rows."""

    dependencies = [("training", "0013_versions_of_e_learning")]
    operations = [migrations.RunPython(number_them, migrations.RunPython.noop)]
