from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("portal", "0001_initial")]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('at', models.DateTimeField(verbose_name='at')),
            ],
            options={
                'verbose_name': 'mark',
            },
        ),
    ]
