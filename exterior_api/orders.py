"""Taking an order: images fetched and checked first, then one transaction that takes the photo and makes the rows."""

import hashlib
import json
import secrets
from collections.abc import Callable
from itertools import count
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from . import dispatching, fetching, inputs, ledger
from .answers import unknown_generation
from .errors import ApiError
from .models import Account, ApiProject, Generation, IdempotentAnswer
from .queueing import send
from .schemas import LARGEST_SEED, CameraIn, GenerateIn, VariationIn

Answer = dict[str, Any]
LONGEST_KEY = 255
# Seeds this far apart draw in the same material: it is a multiple of the renderer's lists of materials.
SAME_MATERIAL = 120


def new_creation(account: Account, order: GenerateIn) -> Callable[[], Answer]:
    """Fetch and check everything; what is given back makes the rows, inside the caller's transaction."""
    ledger.require_photos(account)
    dispatching.require_room(account)
    _check_webhook(order.webhook)
    photo, mask = inputs.take(
        account, inputs.photo(order.image_url, "image_url"), inputs.mask(order.mask_url, "mask_url")
    )
    inputs.require_same_shape(photo, mask)

    def accept() -> Answer:
        ledger.lock(account)
        inputs.keep(photo, mask)
        generation = Generation(account=account, kind=order.room_type, photo=photo, mask=mask)
        generation.project = ApiProject.objects.create(account=account)
        generation.seed = secrets.randbelow(LARGEST_SEED) if order.seed is None else order.seed
        generation.options = _options(order)
        remaining = _accept(generation, order.webhook, free=False)
        return {
            "generation_id": str(generation.id),
            "remaining_photos": remaining,
            "project_id": str(generation.project_id),
        }

    return accept


def variation(account: Account, order: VariationIn) -> Callable[[], Answer]:
    parent = account.generations.select_related("mask", "project").filter(pk=order.generation_id).first()
    if parent is None or not (order.mask_url or parent.mask.name):
        raise unknown_generation()
    if not account.free_variations:
        ledger.require_photos(account)
    dispatching.require_room(account)
    _check_webhook(order.webhook)
    given = [inputs.photo(order.original_url, "original_url")]
    if order.mask_url is not None:
        given.append(inputs.mask(order.mask_url, "mask_url"))
    photo, mask = (*inputs.take(account, *given), parent.mask)[:2]
    inputs.require_same_shape(photo, mask)

    def accept() -> Answer:
        ledger.lock(account)
        inputs.keep(photo, mask)
        generation = Generation(account=account, kind=order.room_type, photo=photo, mask=mask)
        generation.project = parent.project
        generation.parent = parent
        ApiProject.objects.filter(pk=parent.project_id).update(variations=F("variations") + 1)
        generation.seed = _seed_after(parent, order) if order.seed is None else order.seed
        generation.options = _inherited(parent, new_mask=order.mask_url is not None) | _options(order)
        remaining = _accept(generation, order.webhook, free=account.free_variations)
        return {"generation_id": str(generation.id), "remaining_photos": remaining}

    return accept


def once(account: Account, key: str | None, order: GenerateIn | VariationIn, take: Callable[..., Any]) -> Answer:
    """The answer to an order; with an Idempotency-Key the first answer to that key, however often it is sent."""
    if not key:
        return _commit(take(account, order))
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise ApiError(400, "invalid_field", _("The key is too long or not printable."), field="Idempotency-Key")
    fingerprint = _fingerprint(order)
    if (answer := _given_before(account, key, fingerprint)) is not None:
        return answer
    accept = take(account, order)

    def accept_once() -> Answer:
        answer = accept()
        IdempotentAnswer.objects.create(account=account, key=key, fingerprint=fingerprint, answer=answer)
        return answer

    try:
        return _commit(accept_once)
    except IntegrityError:
        # The same key came twice at once, and the other one was first: this one's rows are rolled back.
        answer = _given_before(account, key, fingerprint)
        if answer is None:
            raise
        return answer


def _commit(accept: Callable[[], Answer]) -> Answer:
    answer = None
    try:
        with transaction.atomic():
            answer = accept()
    except OperationalError as error:
        if answer is None:
            raise
        # Lost while committing: it may be done. Anything that invites to send it again would risk paying twice.
        message = _("The outcome is unknown. Look into the list of your generations before you send this again.")
        raise ApiError(500, "outcome_unknown", message) from error
    return answer


def _accept(generation: Generation, webhook: str | None, *, free: bool) -> int:
    account = generation.account
    generation.webhook = webhook or ""
    generation.save(force_insert=True)
    remaining = ledger.balance(account)["total"] if free else ledger.charge(account, generation)
    send("dispatch")
    return remaining


def _seed_after(parent: Generation, order: VariationIn) -> int:
    """The renderer shuffles its materials by seed: neighbouring seeds never look alike, distant ones may."""
    used = list(parent.project.generations.order_by("created_at").values_list("seed", flat=True))
    if order.keep_material and order.room_type == parent.kind:
        rounds = LARGEST_SEED // SAME_MATERIAL
        begun, rest = divmod(parent.seed, SAME_MATERIAL)
        others = ((begun + i) % rounds * SAME_MATERIAL + rest for i in range(1, rounds))
    else:
        looks = len({seed % SAME_MATERIAL for seed in used})
        others = ((used[0] + i) % (LARGEST_SEED + 1) for i in count(looks))
    return next(seed for seed in others if seed not in used)


def _options(order: GenerateIn | VariationIn) -> dict[str, Any]:
    return order.model_dump(include={"width_m", "camera"}, exclude_none=True)


def _inherited(parent: Generation, *, new_mask: bool) -> dict[str, Any]:
    return {name: value for name, value in parent.options.items() if name != "width_m" or not new_mask}


def _check_webhook(url: str | None) -> None:
    if not url:
        return
    try:
        fetching.check_address(url)
    except fetching.FetchError as error:
        raise ApiError(400, "invalid_field", str(error), field="webhook") from error


def _fingerprint(order: GenerateIn | VariationIn) -> str:
    body = json.dumps(dict(order), sort_keys=True, default=_in_short)
    return hashlib.sha256(f"{type(order).__name__}\n{body}".encode()).hexdigest()


def _in_short(value: bytes | UUID | CameraIn) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)


def _given_before(account: Account, key: str, fingerprint: str) -> Answer | None:
    given = IdempotentAnswer.objects.filter(account=account, key=key).first()
    if given is None:
        return None
    if given.fingerprint != fingerprint:
        message = _("This Idempotency-Key was used with another body. Use a new key for a new order.")
        raise ApiError(409, "idempotency_conflict", message, field="Idempotency-Key")
    return given.answer
