
from django.db import migrations, models


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
        migrations.AddField(
            model_name='pledge',
            name='settled_last',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(status__in=['issued', 'signed', 'submitted'], then=0), default=1), output_field=models.SmallIntegerField()),
        ),
        migrations.AddIndex(
            model_name='pledge',
            index=models.Index(fields=['bureau', 'settled_last', 'due_on', 'id'], name='pledge_bureau_list'),
        ),
        migrations.AddIndex(
            model_name='pledge',
            index=models.Index(fields=['bureau', '-issued_on', '-id'], name='pledge_bureau_issued'),
        ),
        migrations.AddIndex(
            model_name='pledge',
            index=models.Index(fields=['bureau', 'due_on', 'id'], name='pledge_bureau_day'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
