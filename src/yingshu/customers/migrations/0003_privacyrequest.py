import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("customers", "0002_insert_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="PrivacyRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("query", "What is kept"), ("delete", "Delete personal data")], max_length=8, verbose_name="kind")),
                ("asked_on", models.DateField(verbose_name="asked on")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("note", models.CharField(blank=True, default="", max_length=300, verbose_name="note")),
                ("handled_at", models.DateTimeField(blank=True, null=True, verbose_name="handled at")),
                ("handled_by", models.CharField(blank=True, default="", max_length=60, verbose_name="handled by")),
                ("evidence", models.JSONField(blank=True, default=dict, verbose_name="evidence")),
                ("customer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="privacy_requests", to="customers.customer", verbose_name="customer")),
            ],
            options={"verbose_name": "request about personal data", "indexes": [models.Index(fields=["handled_at", "due_on"], name="privacy_open")]},
        ),
    ]
