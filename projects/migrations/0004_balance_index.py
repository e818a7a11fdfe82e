from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0003_keeping'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='photoentry',
            index=models.Index(fields=['user', 'amount'], name='photoentry_user_amount'),
        ),
    ]
