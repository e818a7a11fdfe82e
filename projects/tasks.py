"""What Celery runs: each task calls one function of generating."""

import logging

from celery import shared_task
from django.db import transaction

from projects import generating, ledger, notices, packing, retention, sharing, upstream, upstream_health
from projects.models import Generation, Photo, ShareLink, User

log = logging.getLogger(__name__)


def soon(task, *ids) -> None:
    """Queue a task on commit. A broker that is down only delays it: the sweeper finds what was not queued."""

    def queue():
        try:
            task.delay(*(str(id) for id in ids))
        except Exception as error:
            # Not only OperationalError: a transport whose connection breaks in another thread raises anything.
            log.warning("%s not queued: %r", task.name, error)

    transaction.on_commit(queue)


@shared_task
def send(generation_id):
    generation = Generation.objects.select_related("project__photo", "mask", "parent").get(id=generation_id)
    generating.send(generation)
    soon(tell_low, generation.project.owner_id)


@shared_task
def collect(generation_id):
    generation = Generation.objects.select_related("project__photo", "mask").get(id=generation_id)
    waited = generation.status
    generating.collect(generation)
    if generation.status != waited:
        # Its place at the upstream may be free now for another one of the person.
        for next_id in generating.due_for_sending(generation.project.owner_id):
            soon(send, next_id)


@shared_task
def ask(generation_id):
    """A poll's collect. Most find nothing new, and what callbacks bring must not wait behind them."""
    collect(generation_id)


@shared_task(autoretry_for=(upstream.UpstreamError,), retry_backoff=2, retry_backoff_max=30, max_retries=10)
def find_camera(photo_id):
    generating.find_camera(Photo.objects.get(id=photo_id))


@shared_task
def make_tiles(photo_id):
    generating.make_tiles(Photo.objects.get(id=photo_id))


@shared_task
def make_card(share_id):
    sharing.card(ShareLink.objects.select_related("project__photo").get(id=share_id))


@shared_task
def pack(export_id):
    packing.pack(export_id)


@shared_task
def poll():
    upstream_health.look_up()
    for generation_id in generating.due_for_polling():
        soon(ask, generation_id)
    for generation_id in generating.due_for_sending():
        soon(send, generation_id)


@shared_task
def sweep():
    generating.sweep()
    packing.purge_expired()
    for export_id in packing.due_for_packing():
        soon(pack, export_id)


@shared_task
def tell_done():
    notices.tell_done()


@shared_task
def tell_low(person_id):
    notices.tell_low(User.objects.get(id=person_id))


@shared_task
def tidy():
    ledger.mend()
    retention.tidy()
