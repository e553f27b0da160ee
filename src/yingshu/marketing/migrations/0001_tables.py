import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("marketing", "0001_initial")]

    dependencies = [
        ('customers', '0001_tables'),
        ('organisation', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='SmsBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('text', models.CharField(max_length=500, verbose_name='message text')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('actor_name', models.CharField(max_length=60, verbose_name='by')),
                ('recipients', models.PositiveIntegerField(verbose_name='recipients')),
                ('left_out', models.PositiveIntegerField(verbose_name='unsubscribed, left out')),
                ('unreachable', models.PositiveIntegerField(verbose_name='without a mobile number')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='sent at')),
            ],
            options={
                'verbose_name': 'SMS batch',
            },
        ),
        migrations.CreateModel(
            name='OptOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='since')),
                ('reason', models.CharField(blank=True, default='', max_length=200, verbose_name='reason')),
                ('actor_name', models.CharField(max_length=60, verbose_name='by')),
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'unsubscribed customer',
            },
        ),
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('subject', models.CharField(choices=[('company', 'Company news'), ('industry', 'Industry news')], default='company', max_length=8, verbose_name='subject')),
                ('summary', models.CharField(blank=True, default='', max_length=300, verbose_name='summary')),
                ('body', models.TextField(verbose_name='article text')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'To be reviewed'), ('reviewed', 'Reviewed'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=9, verbose_name='state')),
                ('written_at', models.DateTimeField(verbose_name='written at')),
                ('reviewed_by', models.CharField(default='', max_length=60, verbose_name='reviewed by')),
                ('reviewed_at', models.DateTimeField(null=True, verbose_name='reviewed at')),
                ('opinion', models.CharField(blank=True, default='', max_length=300, verbose_name='opinion')),
                ('published_at', models.DateTimeField(null=True, verbose_name='published at')),
                ('published_by', models.CharField(default='', max_length=60, verbose_name='published by')),
                ('search_text', models.CharField(default='', editable=False, max_length=400)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
            ],
            options={
                'verbose_name': 'site article',
                'indexes': [models.Index(condition=models.Q(('state', 'published')), fields=['-published_at'], name='article_public')],
            },
        ),
        migrations.CreateModel(
            name='SmsRecipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reply', models.CharField(blank=True, default='', max_length=300, verbose_name='reply')),
                ('replied_at', models.DateTimeField(null=True, verbose_name='replied at')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='marketing.smsbatch', verbose_name='SMS batch')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'recipient',
                'constraints': [models.UniqueConstraint(fields=('batch', 'customer'), name='one_text_per_customer')],
            },
        ),
    ]
