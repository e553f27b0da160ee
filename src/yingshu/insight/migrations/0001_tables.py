import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [("insight", "0001_initial"), ("insight", "0002_frozen_reports"), ("insight", "0003_actionmonth"), ("insight", "0004_rehearsals"), ("insight", "0005_report_versions")]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='ActionMonth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.PositiveIntegerField()),
                ('action', models.CharField(max_length=80)),
                ('person', models.BigIntegerField()),
                ('refused', models.BooleanField()),
                ('count', models.BigIntegerField()),
            ],
            options={
                'verbose_name': 'actions of a month',
                'constraints': [models.UniqueConstraint(fields=('month', 'action', 'person', 'refused'), name='one_count_of_actions')],
            },
        ),
        migrations.CreateModel(
            name='Rehearsal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('draft_kind', models.CharField(blank=True, default='', max_length=40)),
                ('draft_id', models.BigIntegerField(null=True)),
                ('draft', models.CharField(blank=True, default='', max_length=60, verbose_name='draft')),
                ('overlays', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='changes')),
                ('first', models.DateField(verbose_name='from')),
                ('last', models.DateField(verbose_name='to')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=7, verbose_name='state')),
                ('at', models.DateTimeField(verbose_name='asked at')),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(max_length=60, verbose_name='asked by')),
                ('done_at', models.DateTimeField(null=True, verbose_name='done at')),
                ('decisions', models.BigIntegerField(default=0, verbose_name='decisions replayed')),
                ('changed', models.BigIntegerField(default=0, verbose_name='come out otherwise')),
                ('seconds', models.DecimalField(decimal_places=1, max_digits=9, null=True, verbose_name='seconds')),
                ('result', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
            ],
            options={
                'verbose_name': 'rehearsal',
                'indexes': [models.Index(fields=['draft_kind', 'draft_id'], name='rehearsal_draft')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True, verbose_name='number')),
                ('kind', models.CharField(choices=[('monthly_sales', 'Monthly sales report'), ('daily_sales', 'Daily sales report'), ('sales_month', 'Monthly sales statement'), ('sales_statistics', 'Sales statistics'), ('sales_analysis', 'Sales analysis')], max_length=20, verbose_name='kind')),
                ('period', models.CharField(max_length=10, verbose_name='period')),
                ('unit_id', models.BigIntegerField(null=True)),
                ('version', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted')], default='draft', max_length=9, verbose_name='state')),
                ('content', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('note', models.CharField(blank=True, default='', max_length=500, verbose_name='note')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('author_id', models.BigIntegerField()),
                ('author_name', models.CharField(max_length=60, verbose_name='author')),
                ('due_on', models.DateField(null=True, verbose_name='due on')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='submitted at')),
                ('days_late', models.PositiveSmallIntegerField(default=0, verbose_name='days late')),
                ('seal', models.CharField(default='', editable=False, max_length=64)),
                ('correction_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='insight.report')),
            ],
            options={
                'verbose_name': 'report',
                'indexes': [models.Index(fields=['kind', '-period'], name='report_kind')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('unit_id__isnull', False)), fields=('kind', 'period', 'unit_id', 'version'), name='one_report_version'), models.UniqueConstraint(condition=models.Q(('unit_id__isnull', True)), fields=('kind', 'period', 'version'), name='one_company_report_version')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(max_length=40, verbose_name='post')),
                ('person_id', models.BigIntegerField()),
                ('person_name', models.CharField(max_length=60, verbose_name='recipient')),
                ('delivered_at', models.DateTimeField(verbose_name='delivered at')),
                ('read_at', models.DateTimeField(null=True, verbose_name='read at')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='insight.report')),
            ],
            options={
                'verbose_name': 'delivery record',
                'constraints': [models.UniqueConstraint(fields=('report', 'person_id'), name='one_delivery_per_reader')],
            },
        ),
        migrations.CreateModel(
            name='RehearsedDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision_id', models.BigIntegerField()),
                ('control', models.CharField(max_length=60)),
                ('old', models.CharField(max_length=6)),
                ('new', models.CharField(max_length=6)),
                ('old_route', models.CharField(default='', max_length=60)),
                ('new_route', models.CharField(default='', max_length=60)),
                ('amount_fen', models.BigIntegerField(default=0)),
                ('rehearsal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='insight.rehearsal')),
            ],
            options={
                'verbose_name': 'rehearsed decision',
                'indexes': [models.Index(fields=['rehearsal', 'control', '-amount_fen'], name='rehearsed_by_amount')],
            },
        ),
    ]
