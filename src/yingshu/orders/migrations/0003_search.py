from django.db import migrations

from yingshu.kernel.grams import gram_index


class Migration(migrations.Migration):

    dependencies = [("orders", "0002_insert_only")]

    operations = [gram_index("orders_salesorder")]
