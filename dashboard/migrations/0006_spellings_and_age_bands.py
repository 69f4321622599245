"""Ages at the event become bands; what people say of unknown values is kept."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

ROWS = ["contact", "earlyhelp", "referral", "assessment", "section47", "childinneed", "protectionplan"]
TO_BANDS = """
update dashboard_{table} set age_band = case
    when age is null or age > 130 then '' when age >= 18 then '18+' when age >= 16 then '16-17'
    when age >= 10 then '10-15' when age >= 5 then '5-9' when age >= 1 then '1-4' when age = 0 then '0'
    else 'unborn' end
"""


def bands(table):
    return [
        migrations.AddField(table, "age_band", models.CharField(blank=True, max_length=6, default="")),
        migrations.AlterField(table, "age_band", models.CharField(blank=True, max_length=6)),
        migrations.RunSQL(TO_BANDS.format(table=table), migrations.RunSQL.noop),
        migrations.RemoveField(table, "age"),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("dashboard", "0005_measures_watch_actions"),
        ("partnership", "0002_trail_is_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *[operation for table in ROWS for operation in bands(table)],
        migrations.CreateModel(
            name='Spelling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_set', models.CharField(max_length=30)),
                ('written', models.CharField(max_length=60)),
                ('meaning', models.CharField(blank=True, max_length=30)),
                ('said_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnership.agency')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['code_set', 'written', '-said_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('code_set', 'written'), name='spelling_one_in_force'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('said_at')), _connector='OR'), name='spelling_ends_after_it_began')],
            },
        ),
        migrations.CreateModel(
            name='UnknownValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code_set', models.CharField(max_length=30)),
                ('column', models.CharField(max_length=120)),
                ('written', models.CharField(max_length=60)),
                ('rows', models.PositiveIntegerField()),
                ('load', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unknown_values', to='dashboard.load')),
            ],
            options={
                'ordering': ['-rows', 'code_set', 'written'],
                'constraints': [models.UniqueConstraint(fields=('load', 'code_set', 'written'), name='unknown_value_once_a_load')],
            },
        ),
    ]
