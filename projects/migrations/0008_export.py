import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0007_preferences"),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("language", models.CharField(max_length=8, verbose_name="language")),
                (
                    "state",
                    models.CharField(
                        choices=[("PACKING", "Being packed"), ("READY", "Ready"), ("FAILED", "Not packed")],
                        default="PACKING",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                ("file", models.FileField(blank=True, max_length=200, upload_to="", verbose_name="file")),
                ("size", models.BigIntegerField(default=0, verbose_name="bytes")),
                (
                    "claimed",
                    models.DateTimeField(blank=True, null=True, verbose_name="last taken up for packing"),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts to pack")),
                ("asked", models.DateTimeField(auto_now_add=True, verbose_name="asked for")),
                ("ready", models.DateTimeField(blank=True, null=True, verbose_name="ready")),
                ("expires", models.DateTimeField(verbose_name="kept until")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exports",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "export",
                "verbose_name_plural": "exports",
                "ordering": ["-asked"],
                "indexes": [models.Index(fields=["expires"], name="export_expires")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "PACKING")),
                        fields=("owner",),
                        name="export_one_at_a_time",
                    )
                ],
            },
        ),
    ]
