from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0001_initial")]

    operations = [
        migrations.AddField("importedkey", "content", models.CharField(default="", max_length=40)),
        migrations.AlterField(
            "importbatch", "state",
            models.CharField(
                choices=[("running", "Running"), ("checked", "Checked, nothing written"), ("done", "Imported"), ("undone", "Undone"),
                         ("failed", "Failed")],
                default="checked", max_length=8, verbose_name="state"),
        ),
    ]
