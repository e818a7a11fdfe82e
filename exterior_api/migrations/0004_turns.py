from django.db import migrations, models
from django.db.models import F, Q


def hand_over(apps, schema_editor):
    """What is open now was put on the render queue by the code of before."""
    opened = apps.get_model('exterior_api', 'Generation').objects.filter(status__in=['STARTING', 'PROCESSING'])
    opened.update(handed_at=F('created_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('exterior_api', '0003_developer_space'),
    ]

    operations = [
        migrations.AddField(
            model_name='account',
            name='turn_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last turn at the renderers'),
        ),
        migrations.AddField(
            model_name='generation',
            name='handed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='handed to the renderers'),
        ),
        migrations.RunPython(hand_over, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='generation',
            index=models.Index(condition=Q(('finished_at', None)), fields=['account', 'created_at'], name='generation_open'),
        ),
    ]
