from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dashboard', '0017_locality_of_an_enquiry'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='enquiry',
            index=models.Index(fields=['area', 'decision_at'], name='enquiry_area_decided'),
        ),
    ]
