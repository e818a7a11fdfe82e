"""The calls as one API, and what is answered where a call has no answer of its own."""

import errno
import logging
from typing import Any

from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from redis import RedisError

from . import bodies, call_log, limits, wording
from .bodies import BodyParser
from .errors import ApiError
from .views import router

logger = logging.getLogger(__name__)

DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


class ExteriorApi(NinjaAPI):
    def create_response(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(request, *args, **kwargs)
        call_log.end(request, response, args[0] if args else None)
        for name, value in limits.headers_of(request).items():
            response[name] = value
        return response


api = ExteriorApi(
    title="Exterior Creation API",
    version="1.0",
    description="Draw a terrace, a pool or a pétanque court in a photo.",
    openapi_url="openapi.json",
    docs_url=None,
    parser=BodyParser(),
    urls_namespace="exterior_api",
)
api.add_router("", router)


@api.exception_handler(ApiError)
def api_error(request: HttpRequest, error: ApiError) -> HttpResponse:
    response = api.create_response(request, error.body(), status=error.status)
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    return response


@api.exception_handler(ValidationError)
def invalid_field(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    names = [str(part) for part in first["loc"] if part not in ("body", "header", "order", "question")]
    field = ".".join(names)
    text = wording.of(first, field) if field else _("Send a JSON object with the fields of this call.")
    return api_error(request, ApiError(400, "invalid_field", text, field=field or None))


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 400:
        return api_error(
            request,
            ApiError(400, "invalid_json", _("The body is not JSON. Send an object with the fields of this call.")),
        )
    return api_error(request, ApiError(error.status_code, "error", str(error)))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
@api.exception_handler(RedisError)
def not_available(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.warning("%s is answered with 503: %s", request.path, error)
    message = _("The service is not available right now. Nothing was done; send the call again.")
    return api_error(request, ApiError(503, "unavailable", message, retry_after=5))


@api.exception_handler(OSError)
def disk_trouble(request: HttpRequest, error: OSError) -> HttpResponse:
    return not_available(request, error) if error.errno in DISK_FULL else server_error(request, error)


@api.exception_handler(Exception)
def server_error(request: HttpRequest, error: Exception) -> HttpResponse:
    if type(error).__module__.startswith("botocore."):
        # S3 that is busy or away. Images are stored before anything is ordered.
        return not_available(request, error)
    logger.error("Internal error: %s", request.path, exc_info=error)
    got_request_exception.send(sender=type(api), request=request)
    return api_error(request, ApiError(500, "server_error", _("Something went wrong on our side.")))


@csrf_exempt
def unknown_call(request: HttpRequest, **_path: str) -> HttpResponse:
    return api_error(request, ApiError(404, "unknown_call", _("There is no such call. See /api/openapi.json.")))


def too_large(request: HttpRequest) -> HttpResponse:
    """Asked in the place of a call whose body is not even read."""
    return api_error(request, bodies.too_large(bodies.LARGEST_FORM))
