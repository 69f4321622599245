from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dashboard', '0016_what_of_a_file_waits'),
    ]

    operations = [
        migrations.AddField(
            model_name='enquiry',
            name='locality',
            field=models.CharField(blank=True, db_default='', default='', max_length=30),
        ),
    ]
