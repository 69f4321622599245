"""A trigger that lets nobody change the renewals of a certificate."""

from django.db import migrations

STANDS = """
create trigger renewals_are_append_only before update or delete on training_renewal
    for each row execute function training_history_is_append_only();
"""


class Migration(migrations.Migration):
    """The trigger."""

    dependencies = [("training", "0008_renewals")]
    operations = [migrations.RunSQL(STANDS, "drop trigger renewals_are_append_only on training_renewal;")]
