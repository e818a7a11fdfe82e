from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from ninja import Header, Router

from . import accounts, bodies, cameras, forgetting, inputs, jobs, ledger, listing, orders
from .answers import state
from .authentication import KeyHeader
from .errors import ApiError
from .schemas import (
    CreditOut,
    ErrorOut,
    ForgetIn,
    ForgetOut,
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

router = Router(auth=KeyHeader())

IdempotencyKey = Annotated[
    str | None,
    Header(None, alias="Idempotency-Key", description=noop("The same key with the same body gives the same answer.")),
]
ALWAYS = {400, 401, 413, 415, 429, 503}


def answers(schema: type, *more: int) -> dict[int, Any]:
    return {200: schema} | dict.fromkeys(sorted(ALWAYS | set(more)), ErrorOut)


@router.post(
    "/create_exterior/generate",
    auth=KeyHeader(images=True),
    openapi_extra=bodies.described_as_form(GenerateIn),
    response=answers(GenerateOut, 402, 409, 422),
    summary=noop("New creation"),
    description=noop("Draw in a photo, and make a new project. Takes one photo from the account."),
)
def generate(request: HttpRequest, order: GenerateIn, idempotency_key: IdempotencyKey = None) -> orders.Answer:
    account = accounts.account_of(request, order.user_id)
    return orders.once(account, idempotency_key, order, orders.new_creation)


@router.post(
    "/create_exterior/generate-variation",
    auth=KeyHeader(images=True),
    openapi_extra=bodies.described_as_form(VariationIn),
    response=answers(VariationOut, 402, 404, 409, 422),
    summary=noop("Variation of a creation"),
    description=noop("Draw another picture in the same project, in the same area unless another mask is given."),
)
def generate_variation(
    request: HttpRequest, order: VariationIn, idempotency_key: IdempotencyKey = None
) -> orders.Answer:
    account = accounts.account_of(request, order.user_id)
    return orders.once(account, idempotency_key, order, orders.variation)


@router.post(
    "/create_exterior/get",
    response=answers(GetOut, 404),
    exclude_none=True,
    summary=noop("Status and images"),
    description=noop("The status of a generation, and its images once it has succeeded."),
)
def get(request: HttpRequest, question: GetIn) -> dict[str, Any]:
    account = accounts.account_of(request, question.user_id)
    return state(account, question.generation_id)


@router.post(
    "/create_exterior/list",
    response=answers(ListOut),
    exclude_none=True,
    summary=noop("Your generations"),
    description=noop("Newest first, page by page."),
)
def list_generations(request: HttpRequest, question: ListIn) -> dict[str, Any]:
    account = accounts.account_of(request, question.user_id)
    return listing.page(account, limit=question.limit, cursor=question.cursor, status=question.status)


@router.post(
    "/create_exterior/cancel",
    response=answers(GetOut, 404, 409),
    exclude_none=True,
    summary=noop("Cancel"),
    description=noop(
        "End a generation that has not ended yet: it becomes FAILED with the code `cancelled`, and is refunded."
    ),
)
def cancel(request: HttpRequest, question: GetIn) -> dict[str, Any]:
    account = accounts.account_of(request, question.user_id)
    before = state(account, question.generation_id)
    if not jobs.cancel(question.generation_id):
        raise ApiError(409, "already_ended", _("This generation is already {status}.").format(**before))
    return state(account, question.generation_id)


@router.post(
    "/create_exterior/forget",
    response=answers(ForgetOut, 404),
    summary=noop("Forget a project"),
    description=noop(
        "Delete the photo, the areas and the pictures of a project. What is still being drawn is cancelled."
    ),
)
def forget(request: HttpRequest, question: ForgetIn) -> dict[str, Any]:
    account = accounts.account_of(request, question.user_id)
    if not forgetting.forget_project(account, question.project_id):
        raise ApiError(
            404, "unknown_project", _("There is no project with this id on your account."), field="project_id"
        )
    return {"project_id": question.project_id}


@router.post(
    "/create_exterior/ground",
    auth=KeyHeader(images=True),
    openapi_extra=bodies.described_as_form(GroundIn),
    response=answers(GroundOut, 422),
    summary=noop("Camera of a photo"),
    description=noop("Where the horizon of a photo lies and how long its lens is. Free of charge."),
)
def estimate_ground(request: HttpRequest, question: GroundIn) -> dict[str, Any]:
    account = accounts.account_of(request, question.user_id)
    [photo] = inputs.take(account, inputs.photo(question.image_url, "image_url"))
    inputs.keep(photo)
    return cameras.ask(photo)


@router.post(
    "/account/credit",
    response=answers(CreditOut),
    summary=noop("Photos left"),
    description=noop("How many photos are left on the account."),
)
def credit(request: HttpRequest, question: UserIn) -> dict[str, Any]:
    return ledger.balance(accounts.account_of(request, question.user_id))
