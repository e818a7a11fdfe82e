"""One call over HTTP, bounded as a whole: in time, also when its answer drips, and in bytes."""

from typing import Any

import requests
from django.conf import settings
from urllib3.exceptions import HTTPError, NameResolutionError, NewConnectionError

from projects.deadline import Deadline, heed
from projects.models import UpstreamCall
from projects.upstream.errors import checked, unanswered
from projects.upstream.reading import parsed
from projects.upstream.records import Answer, written_down

Name = UpstreamCall.Name
REQUEST_ID = "X-Request-ID"
CONNECT_SECONDS = 5
LARGEST_ANSWER = 1024 * 1024
CHUNK = 16 * 1024


def longest_call_seconds() -> int:
    """No call takes longer, but for the name of the upstream's host, which the system looks up."""
    return CONNECT_SECONDS + settings.EXTERIOR_API_TIMEOUT_SECONDS


def call(
    name: str, fields: dict[str, Any], *, headers: dict[str, str] | None = None, creates: bool = False
) -> dict[str, Any]:
    """The JSON object that a call is answered with. Raises UpstreamError.

    ``creates``: an answer that is lost leaves its outcome unknown.
    """
    header, _, value = settings.EXTERIOR_API_AUTH_HEADER.partition(":")
    headers = {header.strip(): value.strip().format(key=settings.EXTERIOR_API_KEY), **(headers or {})}
    headers |= settings.CALL_HEADERS()
    payload = {"user_id": settings.EXTERIOR_API_USER_ID, **fields}
    with written_down(name, headers.get(REQUEST_ID, ""), creates=creates) as answer:
        try:
            response = _post(_url_of(name), payload, headers, answer)
        except requests.RequestException as error:
            answer.said = type(error).__name__
            raise unanswered(error, creates=creates, connected=not _never_connected(error)) from error
        body = parsed(answer.content)
        if isinstance(body, dict):
            answer.said = str(body.get("status") or body.get("code") or "")
        return checked(response, body, creates=creates)


def _url_of(name: str) -> str:
    if name == Name.GROUND:
        return settings.EXTERIOR_GROUND_URL
    return f"{settings.EXTERIOR_API_URL}/api/{'account' if name == Name.CREDIT else 'create_exterior'}/{name}"


def _post(url: str, payload: dict[str, Any], headers: dict[str, str], answer: Answer) -> requests.Response:
    """Fills in the answer as it comes. Raises RequestException, also for one that is too long or too slow."""
    timeout = (CONNECT_SECONDS, settings.EXTERIOR_API_TIMEOUT_SECONDS)
    with Deadline(longest_call_seconds()) as deadline, heed(requests.Session()) as session:
        try:
            response = session.post(
                url, json=payload, headers=headers, timeout=timeout, allow_redirects=False, stream=True
            )
            answer.status_code = response.status_code
            answer.content = _content(response)
        except (requests.RequestException, HTTPError, OSError) as error:
            if deadline.is_over:
                raise requests.ReadTimeout("too slow an answer") from error
            if isinstance(error, requests.RequestException):
                raise
            raise requests.ConnectionError(error) from error
        if deadline.is_over:
            # What was cut off by then may read like a whole one.
            raise requests.ReadTimeout("too slow an answer")
    return response


def _content(response: requests.Response) -> str:
    content = bytearray()
    # read1 gives what has come in, so that the connection's end is seen when it ends.
    while chunk := response.raw.read1(CHUNK, decode_content=True):
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise requests.ReadTimeout("too long an answer")
    return content.decode("utf-8", "replace")


def _never_connected(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, NewConnectionError | NameResolutionError)
