from typing import Any

from django.db import migrations, models

from xinzhi.core.counting import OPEN


def as_they_are(_apps: Any, editor: Any) -> None:
    """An installation of before gets what its subjects are now, as if it had always been so: `xinzhi rebuild` folds their history."""
    facts = "kind, region_code, industry_code, registered_on, ended_on, status, merged_into"
    typed = "DATE " if editor.connection.vendor == "postgresql" else ""
    editor.execute(
        f"INSERT INTO store_subjectstate (subject_id, valid_from, valid_to, known_from, known_to, {facts})"
        f" SELECT subject_id, {typed}'0001-01-01', {typed}'9999-12-31', 0, {OPEN}, {facts} FROM store_subject"
    )


class Migration(migrations.Migration):
    dependencies = [("store", "0002_append_only")]
    operations = [
        migrations.CreateModel(
            name="SubjectChange",
            fields=[
                ("entry_idx", models.BigIntegerField(primary_key=True, serialize=False)),
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("since", models.DateField()),
                ("changes", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="SubjectState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_id", models.BigIntegerField(db_index=True)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField()),
                ("known_from", models.BigIntegerField()),
                ("known_to", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("region_code", models.TextField()),
                ("industry_code", models.TextField()),
                ("registered_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("status", models.TextField()),
                ("merged_into", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.RunPython(as_they_are, migrations.RunPython.noop),
    ]
