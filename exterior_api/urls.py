from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from .errors import ApiError
from .views import router


class ExteriorApi(NinjaAPI):
    def create_response(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(request, *args, **kwargs)
        if allowance := getattr(request, "allowance", None):
            for name, value in allowance.headers().items():
                response[name] = value
        return response


api = ExteriorApi(
    title="Exterior Creation API",
    version="1.0",
    description="Draw a terrace, a pool or a pétanque court in a photo.",
    openapi_url="openapi.json",
    docs_url=None,
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
    message = first["msg"].removeprefix("Value error, ")
    text = f"{field}: {message}" if field else _("Send a JSON object with the fields of this call.")
    return api_error(request, ApiError(400, "invalid_field", text, field=field or None))


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 400:
        return api_error(request, ApiError(400, "invalid_json", _("The body is not JSON.")))
    return api_error(request, ApiError(error.status_code, "error", str(error)))


urlpatterns = [path("", api.urls)]
