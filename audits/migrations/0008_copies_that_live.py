"""Copies say that they are still being made."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The last sign of life."""

    dependencies = [("audits", "0007_reports_as_copies")]
    operations = [migrations.AddField("copy", "alive_at", models.DateTimeField(blank=True, null=True))]
