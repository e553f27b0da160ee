from django.db import migrations

from yingshu.kernel.grams import gram_index


class Migration(migrations.Migration):

    dependencies = [("customers", "0002_insert_only")]

    operations = [gram_index("customers_customer")]
