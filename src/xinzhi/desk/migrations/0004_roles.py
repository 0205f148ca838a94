"""Accounts from before there were roles keep what they could do: a department's people hand in, inspect and answer for it."""

from django.db import migrations


def give(apps, schema_editor):
    User = apps.get_model("desk", "User")
    User.objects.filter(roles="").exclude(department="").update(roles="clerk,officer,supervisor")


class Migration(migrations.Migration):
    dependencies = [("desk", "0003_daily")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
