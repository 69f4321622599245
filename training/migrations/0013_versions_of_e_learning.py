"""E-learning in versions, certificates of it taken back, what training elsewhere stands for, batches that say they live."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is new, still beside what was."""

    dependencies = [
        ("training", "0012_passport"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ModuleVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("module", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="training.module")),
                ("published_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["module", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("module", "number"), name="module_version_number_once"),
                    models.UniqueConstraint(condition=models.Q(("published_at", None)), fields=("module",), name="module_one_draft"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at", None), ("published_by", None)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="module_version_published_by_whom",
                    ),
                ],
            },
        ),
        migrations.AddField("modulepage", "version", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="training.moduleversion")),
        migrations.AddField("learning", "version", models.ForeignKey(blank=True, help_text="The pages it is taken with to its end; none when it was taken elsewhere", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="learnings", to="training.moduleversion")),
        migrations.AddField("learning", "revoked_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("learning", "revoked_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
        migrations.AddField("learning", "revoked_why", models.CharField(blank=True, max_length=300)),
        migrations.AddConstraint(
            "learning",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at", None), ("revoked_by", None), ("revoked_why", "")),
                    models.Q(
                        ("finished_at__isnull", False), ("revoked_at__isnull", False), ("revoked_by__isnull", False),
                        models.Q(("revoked_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="learning_revoked_by_whom_and_why",
            ),
        ),
        migrations.AddConstraint(
            "learning",
            models.CheckConstraint(
                condition=models.Q(("version", None), ("entered_by", None), _connector="OR"),
                name="learning_elsewhere_has_no_version",
            ),
        ),
        migrations.CreateModel(
            name="Equivalence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=160)),
                ("provider", models.CharField(max_length=120)),
                ("decided_at", models.DateTimeField()),
                ("counts_as", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="training.course")),
                ("decided_by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["provider", "title"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("title"), django.db.models.functions.text.Lower("provider"),
                        name="equivalence_once_a_training",
                    )
                ],
            },
        ),
        migrations.AddField("externalrecord", "counts_as", models.ForeignKey(blank=True, help_text="As the office decided", null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="training.course")),
        migrations.AddIndex("externalrecord", models.Index(condition=models.Q(("counts_as__isnull", False)), fields=["person"], name="external_record_counts")),
        migrations.AddField("certificatebatch", "alive_at", models.DateTimeField(blank=True, null=True)),
    ]
