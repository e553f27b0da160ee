import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("onboarding", "0001_initial")]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='batch')),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('file_name', models.CharField(max_length=200, verbose_name='file')),
                ('digest', models.CharField(max_length=64)),
                ('stored_as', models.CharField(default='', max_length=200)),
                ('state', models.CharField(choices=[('running', 'Running'), ('checked', 'Checked, nothing written'), ('done', 'Imported'), ('undone', 'Undone'), ('failed', 'Failed')], default='checked', max_length=8, verbose_name='state')),
                ('mapping', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('figures', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('errors', models.PositiveIntegerField(default=0, verbose_name='rows with errors')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('done_at', models.DateTimeField(null=True, verbose_name='imported at')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone at')),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(max_length=60, verbose_name='by')),
            ],
            options={
                'verbose_name': 'import batch',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='MappingTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('mapping', models.JSONField()),
                ('at', models.DateTimeField(verbose_name='saved at')),
                ('actor_name', models.CharField(max_length=60, verbose_name='by')),
            ],
            options={
                'verbose_name': 'mapping template',
            },
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=60, verbose_name='field')),
                ('title', models.CharField(max_length=60, verbose_name='column title')),
            ],
            options={
                'verbose_name': 'synonym',
                'constraints': [models.UniqueConstraint(fields=('field', 'title'), name='one_synonym')],
            },
        ),
        migrations.CreateModel(
            name='ImportedKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('key', models.CharField(max_length=64)),
                ('content', models.CharField(default='', max_length=40)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='onboarding.importbatch')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='import_once')],
            },
        ),
    ]
