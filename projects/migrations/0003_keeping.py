import django.utils.timezone
from django.db import migrations, models

from projects.models.project import folded


def fill(apps, schema_editor):
    """Projects from before: found by their titles, and last worked on when they were made."""
    projects = apps.get_model("projects", "Project").objects
    projects.update(changed=models.F("created"))
    for project in projects.only("title").iterator():
        projects.filter(pk=project.pk).update(title_key=folded(project.title)[:240])


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0002_trust'),
    ]

    operations = [
        migrations.AddField(
            model_name='generation',
            name='favourite',
            field=models.BooleanField(default=False, verbose_name='favourite'),
        ),
        migrations.AddField(
            model_name='generation',
            name='note',
            field=models.TextField(blank=True, max_length=1000, verbose_name='note of the person'),
        ),
        migrations.AddField(
            model_name='project',
            name='archived',
            field=models.DateTimeField(blank=True, null=True, verbose_name='archived'),
        ),
        migrations.AddField(
            model_name='project',
            name='changed',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='last worked on'),
        ),
        migrations.AddField(
            model_name='project',
            name='deleted',
            field=models.DateTimeField(blank=True, null=True, verbose_name='deleted'),
        ),
        migrations.AddField(
            model_name='project',
            name='purged',
            field=models.DateTimeField(blank=True, null=True, verbose_name='files removed'),
        ),
        migrations.AddField(
            model_name='project',
            name='title_key',
            field=models.CharField(blank=True, editable=False, max_length=240, verbose_name='title, as it is looked for'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['owner', '-changed'], name='project_owner_changed'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['owner', 'title_key'], name='project_owner_title'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['deleted'], name='project_deleted'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
