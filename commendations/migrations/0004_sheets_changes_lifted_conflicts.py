"""Criteria as versioned sheets, each round with its own; changes of a running round; conflicts that may be lifted."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


PERSON = settings.AUTH_USER_MODEL


class Migration(migrations.Migration):
    """Tables and columns; what is there is brought over in the next one, and then the old column goes."""

    dependencies = [("commendations", "0003_rounds_ceremonies_cards"), migrations.swappable_dependency(PERSON)]

    operations = [
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("why", models.CharField(blank=True, help_text="What is different, and why", max_length=300)),
                ("made_by", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT,
                                              related_name="+", to=PERSON)),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="sheet_numbers_begin_with_1")
                ],
            },
        ),
        migrations.CreateModel(
            name="RoundChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(max_length=300)),
                ("lines", django.contrib.postgres.fields.ArrayField(
                    base_field=models.CharField(max_length=200), default=list,
                    help_text="Each date or number, old and new", size=None)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=PERSON)),
                ("joined", models.ManyToManyField(help_text="Came onto the panel", related_name="+", to=PERSON)),
                ("left", models.ManyToManyField(help_text="Left the panel", related_name="+", to=PERSON)),
                ("round", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="changes",
                                            to="commendations.round")),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True),
                                           name="round_change_has_a_reason")
                ],
            },
        ),
        migrations.AddField("judge", "left_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("conflict", "lifted_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("conflict", "lifted_because", models.CharField(blank=True, max_length=300)),
        migrations.AddField(
            "conflict", "lifted_by",
            models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                              to=PERSON),
        ),
        migrations.AddConstraint(
            "conflict",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at", None), ("lifted_because", ""), ("lifted_by", None)),
                    models.Q(
                        ("declared", False),
                        ("kind", "agency"),
                        ("lifted_at__isnull", False),
                        ("lifted_by__isnull", False),
                        models.Q(("lifted_because", ""), _negated=True),
                        models.Q(("lifted_by", models.F("person")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="conflict_lifted_only_if_found_by_agency",
            ),
        ),
        migrations.AddField(
            "criterion", "sheet",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="criteria",
                              to="commendations.sheet"),
        ),
        migrations.AddField(
            "round", "sheet",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="rounds",
                              to="commendations.sheet"),
        ),
        migrations.AlterField(
            "criterion",
            "round",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="criteria",
                to="commendations.round",
            ),
        ),
        migrations.RemoveConstraint("criterion", "criterion_once_in_a_round"),
    ]
