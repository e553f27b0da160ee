import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('logistics', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='CarrierTalk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('channel', models.CharField(choices=[('phone', 'by phone'), ('message', 'by message'), ('wechat', 'by WeChat'), ('visit', 'by visit')], max_length=20, verbose_name='by way of')),
                ('says', models.CharField(max_length=300, verbose_name='what was said')),
                ('actor_name', models.CharField(max_length=60, verbose_name='by')),
                ('carrier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='talks', to='logistics.carrier', verbose_name='carrier')),
            ],
            options={
                'verbose_name': 'talk with a carrier',
                'indexes': [models.Index(fields=['carrier', '-id'], name='carrier_talks')],
            },
        ),
    ]
