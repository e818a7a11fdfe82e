from django.db import migrations, models
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

import projects.models.people


def fill(apps, _schema_editor):
    entries = apps.get_model("projects", "PhotoEntry").objects.filter(user=OuterRef("pk")).order_by()
    total = entries.values("user").annotate(total=Sum("amount")).values("total")
    apps.get_model("projects", "User").objects.update(balance=Coalesce(Subquery(total), 0))


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0008_export"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="balance",
            field=projects.models.people.Balance(db_default=0, default=0, editable=False, verbose_name="photos left"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.RemoveIndex(model_name="photoentry", name="photoentry_user_amount"),
        migrations.AddIndex(
            model_name="photoentry",
            index=models.Index(fields=["user", "-id"], name="photoentry_user_newest"),
        ),
    ]
