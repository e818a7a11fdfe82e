from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Header, Router

from . import accounts, ground, inputs, jobs, listing, orders
from .answers import state
from .errors import ApiError
from .schemas import (
    CreditOut,
    ErrorOut,
    GenerateIn,
    GenerateOut,
    GetIn,
    GetOut,
    GroundIn,
    GroundOut,
    ListIn,
    ListOut,
    UserIn,
    VariationIn,
    VariationOut,
)

router = Router(auth=accounts.KeyHeader())

IdempotencyKey = Annotated[
    str | None,
    Header(None, alias="Idempotency-Key", description="The same key with the same body gives the same answer."),
]
ALWAYS = {400, 401, 413, 415, 429, 503}


def answers(schema: type, *more: int) -> dict[int, Any]:
    return {200: schema} | dict.fromkeys(sorted(ALWAYS | set(more)), ErrorOut)


@router.post("/create_exterior/generate", response=answers(GenerateOut, 402, 409, 422), summary="New creation")
def generate(request: HttpRequest, order: GenerateIn, idempotency_key: IdempotencyKey = None):
    """Draw in a photo, and make a new project. Takes one photo from the account."""
    account = accounts.account_of(request, order.user_id)
    return orders.once(account, idempotency_key, order, orders.new_creation)


@router.post(
    "/create_exterior/generate-variation",
    response=answers(VariationOut, 402, 404, 409, 422),
    summary="Variation of a creation",
)
def generate_variation(request: HttpRequest, order: VariationIn, idempotency_key: IdempotencyKey = None):
    """Draw another picture in the same project, in the same area unless another mask is given."""
    account = accounts.account_of(request, order.user_id)
    return orders.once(account, idempotency_key, order, orders.variation)


@router.post("/create_exterior/get", response=answers(GetOut, 404), exclude_none=True, summary="Status and images")
def get(request: HttpRequest, question: GetIn):
    """The status of a generation, and its images once it has succeeded."""
    account = accounts.account_of(request, question.user_id)
    return state(account, question.generation_id)


@router.post("/create_exterior/list", response=answers(ListOut), exclude_none=True, summary="Your generations")
def list_generations(request: HttpRequest, question: ListIn):
    """Newest first, page by page."""
    account = accounts.account_of(request, question.user_id)
    return listing.page(account, limit=question.limit, cursor=question.cursor, status=question.status)


@router.post("/create_exterior/cancel", response=answers(GetOut, 404, 409), exclude_none=True, summary="Cancel")
def cancel(request: HttpRequest, question: GetIn):
    """End a generation that has not ended yet: it becomes FAILED with the code `cancelled`, and is refunded."""
    account = accounts.account_of(request, question.user_id)
    before = state(account, question.generation_id)
    if not jobs.cancel(question.generation_id):
        raise ApiError(409, "already_ended", _("This generation is already {status}.").format(**before))
    return state(account, question.generation_id)


@router.post("/create_exterior/ground", response=answers(GroundOut, 422), summary="Camera of a photo")
def estimate_ground(request: HttpRequest, question: GroundIn):
    """Where the horizon of a photo lies and how long its lens is. Free of charge."""
    account = accounts.account_of(request, question.user_id)
    return ground.ask(inputs.keep(inputs.take_photo(account, question.image_url, "image_url")))


@router.post("/account/credit", response=answers(CreditOut), summary="Photos left")
def credit(request: HttpRequest, question: UserIn):
    """How many photos are left on the account."""
    return accounts.balance(accounts.account_of(request, question.user_id))
