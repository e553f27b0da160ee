from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("pricing", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="pricelist",
            constraint=models.UniqueConstraint(condition=models.Q(("state", "released")), fields=("valid_from",),
                                               name="one_released_list_per_day"),
        ),
    ]
