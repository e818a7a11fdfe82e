"""Queries and times of the pages with ten projects, and with 10,000 projects and 100,000 generations of one person."""

import gc
import logging
import statistics
import time
import uuid
from datetime import timedelta

PROJECTS, EACH = 10_000, 10
WARM_UPS, RUNS = 3, 25


def measured(paths: dict[str, str]) -> dict[str, dict]:
    """By page; both databases are asked in turn, so that a busy machine is busy for both."""
    from django.db import connection
    from django.test import Client

    from projects.models import User

    logging.disable(logging.INFO)
    anna = User.objects.get(email="anna@example.com")
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(anna)
    fill(anna, 10)
    many = connection.settings_dict["NAME"]
    few = f"{many}-few"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [few])
    print("==> Making 10,000 projects with 100,000 generations", flush=True)
    fill(anna, PROJECTS)
    # The rows that were just made are no part of what a page costs.
    gc.collect()
    return {name: _compared(client, path, few, many) for name, path in paths.items()}


def _compared(client, path: str, few: str, many: str) -> dict:
    times, queries = {few: [], many: []}, {}
    for run in range(WARM_UPS + RUNS):
        for database, own in times.items():
            _use(database)
            _ask(client, path)
            if run >= WARM_UPS:
                own.append(_ask(client, path))
    for database in times:
        _use(database)
        queries[database] = _queries(client, path)
    ratio = statistics.median(times[many]) / statistics.median(times[few])
    return {
        "queries": queries[few],
        "queries_at_100k": queries[many],
        "time_ratio_at_100k": round(ratio, 2),
    }


def _use(database: str) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = database


def _ask(client, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    seconds = time.perf_counter() - began
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return seconds


def _queries(client, path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for _run in range(3):
        with CaptureQueriesContext(connection) as queries:
            _ask(client, path)
        counts.append(len(queries))
    # The state of the upstream is asked for every few seconds, by whichever page comes first.
    return min(counts)


def fill(owner, count: int) -> None:
    """More projects like the newest one, up to ``count``, all showing its files."""
    from django.db import connection
    from django.utils import timezone

    from projects.models import Mask, Photo, Picture, Project, Status

    like = Project.objects.filter(owner=owner, generations__status=Status.SUCCEEDED).latest("created")
    picture = Picture.objects.filter(generation__project=like).first()
    mask, now = like.generations.first().mask, timezone.now()
    files = {name: getattr(like.photo, name) for name in ("file", "preview", "thumbnail", "width", "height")}
    missing = range(Project.objects.filter(owner=owner).count(), count)
    photos = [Photo(owner=owner, **files) for _number in missing]
    masks = [Mask(photo=photo, file=mask.file, coverage=mask.coverage) for photo in photos]
    projects = [
        Project(owner=owner, photo=photo, title=f"Garden {number}", title_key=f"garden {number}")
        for number, photo in zip(missing, photos, strict=True)
    ]
    for rows in (photos, masks, projects):
        type(rows[0]).objects.bulk_create(rows, batch_size=2000) if rows else None
    for number, project in enumerate(projects):
        Project.objects.filter(id=project.id).update(created=now - timedelta(minutes=number + 10))
    _draw(projects, masks, picture)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _draw(projects: list, masks: list, picture) -> None:
    from django.utils import timezone

    from projects.models import Generation, PhotoEntry, Picture, Status

    now = timezone.now()
    kept = {name: getattr(picture, name) for name in ("file", "preview", "thumbnail", "width", "height")}
    for start in range(0, len(projects), 1000):
        generations = [
            Generation(
                project=project,
                mask=mask,
                number=number,
                type="POOL",
                status=Status.SUCCEEDED,
                cost=0,
                form_key=uuid.uuid4(),
                upstream_id=uuid.uuid4().hex,
                deadline=now,
                finished=now,
            )
            for project, mask in zip(projects[start : start + 1000], masks[start : start + 1000], strict=True)
            for number in range(1, EACH + 1)
        ]
        Generation.objects.bulk_create(generations, batch_size=2000)
        Picture.objects.bulk_create([Picture(generation=made, **kept) for made in generations], batch_size=2000)
        PhotoEntry.objects.bulk_create(
            [
                PhotoEntry(user_id=made.project.owner_id, kind=PhotoEntry.Kind.CHARGE, amount=0, generation=made)
                for made in generations
            ],
            batch_size=2000,
        )
