from django.db import migrations

from yingshu.kernel.grams import gram_index


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial")]
    operations = [gram_index("registers_entry")]
