from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0004_balance_index'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='project',
            name='project_owner_created',
        ),
        migrations.RemoveIndex(
            model_name='project',
            name='project_owner_changed',
        ),
        migrations.RemoveIndex(
            model_name='project',
            name='project_owner_title',
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['owner', '-created', '-id'], name='project_owner_by_created'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['owner', '-changed', '-id'], name='project_owner_by_changed'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(fields=['owner', 'title_key', 'id'], name='project_owner_by_title'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(condition=models.Q(('archived__isnull', False)), fields=['owner'], name='project_owner_archived'),
        ),
    ]
