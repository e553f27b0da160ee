from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("notifications", "0001_initial"), ("notifications", "0002_announcements")]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('text', models.TextField(max_length=2000, verbose_name='text')),
                ('since', models.DateField(verbose_name='from')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('at', models.DateTimeField(verbose_name='published at')),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(max_length=60, verbose_name='by')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn at')),
            ],
            options={
                'verbose_name': 'announcement',
                'indexes': [models.Index(fields=['withdrawn_at', 'since'], name='announcement_shown')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('msgid', models.CharField(max_length=200)),
                ('args', models.JSONField(default=dict)),
                ('url', models.CharField(default='', max_length=200)),
                ('clause', models.CharField(default='', max_length=12)),
                ('urgent', models.BooleanField(default=False)),
                ('dedupe', models.CharField(max_length=120, null=True)),
                ('read_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'message',
                'indexes': [models.Index(fields=['person_id', 'read_at', 'id'], name='inbox')],
                'constraints': [models.UniqueConstraint(fields=('person_id', 'dedupe'), name='tell_once')],
            },
        ),
        migrations.CreateModel(
            name='Outgoing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(default='email', max_length=12)),
                ('recipient', models.CharField(max_length=200)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('sent', 'sent'), ('failed', 'failed')], default='waiting', max_length=8)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('error', models.CharField(default='', max_length=300)),
            ],
            options={
                'verbose_name': 'outgoing message',
                'indexes': [models.Index(fields=['state', 'next_try_at'], name='outbox')],
            },
        ),
    ]
