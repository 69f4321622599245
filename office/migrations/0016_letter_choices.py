"""What was stopped becomes one of the choices of how letters come; letters learn where one leaves a list."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("office", "0015_titles_of_search"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RemoveConstraint(model_name="stoppedtopic", name="topic_stopped_once"),
        migrations.RenameModel("StoppedTopic", "LetterChoice"),
        migrations.RenameField("letterchoice", "stopped_at", "chosen_at"),
        migrations.AddField(
            model_name="letterchoice",
            name="how",
            field=models.CharField(
                choices=[("now", "At once"), ("digest", "Once a day, in one letter"), ("off", "Not by e-mail")],
                default="off", max_length=10,
            ),
        ),
    ]
