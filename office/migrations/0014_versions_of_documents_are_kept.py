"""A version of a document, and that somebody looked through it, is written once: a trigger."""

from django.db import migrations

TABLES = ("documentversion", "documentlook")
KEPT = """
create function office_document_row_is_kept() returns trigger language plpgsql as $$
begin
    raise exception 'the versions of a document and its looks are kept';
end $$;
""" + "".join(
    f"create trigger document_row_is_kept before update or delete on office_{table} "
    "for each row execute function office_document_row_is_kept();\n"
    for table in TABLES
)
UNDO = "".join(f"drop trigger document_row_is_kept on office_{table};\n" for table in TABLES) + (
    "drop function office_document_row_is_kept();"
)


class Migration(migrations.Migration):
    """The trigger."""

    dependencies = [("office", "0013_documents")]
    operations = [migrations.RunSQL(KEPT, UNDO)]
