from django.db import migrations


def fill(apps, schema_editor):
    """Cases are found by the numbers of the letters there are; later ones are written by the database itself."""
    from pledges import database_rules

    schema_editor.execute(database_rules.fill(schema_editor.connection.vendor))


class Migration(migrations.Migration):

    dependencies = [
        ('pledges', '0004_secrets'),
        ('cases', '0008_found_by_words'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
