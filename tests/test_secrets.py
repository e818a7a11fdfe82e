"""The main job at debug level, then everything that was printed is searched for what nobody may read there."""

import hashlib
import hmac
import logging
import re
import sys
import time
import uuid

import pytest
import requests

from exterior_site.env import embedded_account
from exterior_site.logs import SecretsHidden
from tests import factories
from tests.stack import Stack

PASSWORD = "a garden path that is long"
SIGNATURE = re.compile(r"signature=([\w-]{20,})")


# From the click to the callback and the picture: in which process's lines, and what.
WAY = (
    ("web", "POST draw .* 302"),
    ("worker", "projects.tasks.send success"),
    ("web", "POST exterior_api:generate .* 200"),
    ("render", "exterior_api.tasks.render success"),
    ("worker", "exterior_api.tasks.render_finished success"),
    ("slow", "exterior_api.tasks.deliver success"),
    ("web", "POST callback .* 204"),
    ("worker", "projects.tasks.collect success"),
)


class Visitor(requests.Session):
    def __init__(self, site: Stack):
        super().__init__()
        self.site, self.signatures, self.click = site, set(), ""

    def page(self, path: str, **form) -> requests.Response:
        """GET, or with fields a POST of the form that the page holds."""
        files = {name: form.pop(name) for name in ("photo", "mask") if name in form}
        method, headers = ("POST", {"X-CSRFToken": self.cookies.get("csrftoken", "")}) if form or files else ("GET", {})
        answer = self.request(method, self.site.url + path, data=form, files=files or None, headers=headers, timeout=30)
        self.signatures |= set(SIGNATURE.findall(answer.text))
        return answer


@pytest.mark.timeout(300)
def test_no_secret_is_printed_at_debug_level(tmp_path):
    site = Stack(tmp_path, LOG_LEVEL="DEBUG", RENDERER="tests.exterior_api.renderers.fill")
    site.start()
    try:
        visitor = Visitor(site)
        secrets = main_job(visitor) | visitor.signatures
    finally:
        site.stop()
    printed = "".join(site.log)
    for name in ("web", "worker", "render"):
        assert re.search(rf"{name}.* DEBUG ", printed), f"{name} printed nothing at debug level"
    assert not SIGNATURE.search(printed)
    assert len(secrets) > 12
    found = {name for name in secrets if name in printed}
    lines = [line for line in site.log if any(secret in line for secret in found)]
    assert not found, "".join(lines[:20])
    # And what is printed tells the whole way of the click by one id.
    way = "".join(line for line in site.log if f"[{visitor.click}]" in line)
    for who, what in WAY:
        assert re.search(rf"{who}\s.*{what}", way), f"{who}: {what} is not in\n{way}"


def main_job(visitor: Visitor) -> set[str]:
    """Sign up, draw, fail to log in, ask for a new password; every secret that came up on the way."""
    site = visitor.site
    visitor.page("/accounts/signup/")
    visitor.page("/accounts/signup/", email="gardener@example.com", password1=PASSWORD)
    confirm = site.link_in_mail("/confirm-email/")
    visitor.page(confirm)
    visitor.page(confirm, action="")
    assert "gardener@example.com" in visitor.page("/profile/").text
    drawing = visitor.page("/start/", photo=("garden.jpg", factories.photo_bytes((300, 200)))).url
    path = drawing.removeprefix(site.url)
    area = ("area.png", factories.mask_bytes((300, 200)))
    visitor.page(f"/photos/{photo_of(visitor, path)}/draft/", mask=area)
    asked = visitor.page(path, type="POOL", form_key=str(uuid.uuid4()), mask=area)
    card, visitor.click = asked.url.removeprefix(site.url), asked.history[0].headers["X-Request-ID"]
    end = time.monotonic() + 90
    while "/download/" not in visitor.page(f"{card}card/").text:
        assert time.monotonic() < end, site.tail()
        time.sleep(0.5)
    for url in re.findall(r'(/media/[^"\s]+)', visitor.page(card).text.replace("&amp;", "&")):
        visitor.page(url)
    visitor.page(f"{card}download/")
    shared = visitor.page(path.replace("/draw/", "/share/"), generations=card.split("/")[2], days="7")
    share_token = re.search(r"/s/([\w-]{44})/", shared.text)[1]
    visitor.page(f"/s/{share_token}/")
    visitor.page(f"/s/{share_token}/comment/", name="Jean", text="Larger")
    visitor.page("/accounts/password/reset/", email="gardener@example.com")
    reset = site.link_in_mail("/reset/key/")
    visitor.page(reset)
    visitor.page(reset.replace("/key/", "/key/x"))
    generation_id, secret_key = card.split("/")[2], site.environ["SECRET_KEY"]
    token = hmac.new(secret_key.encode(), f"projects.callback\n{generation_id}".encode(), hashlib.sha256).hexdigest()
    assert visitor.page(f"/callbacks/{generation_id}/{token}/", status="x").status_code == 204
    visitor.page(f"/callbacks/{generation_id}/{token[:-1]}0/", status="x")
    session = visitor.cookies["sessionid"]
    visitor.page("/accounts/logout/", next="/")
    visitor.page("/accounts/login/", login="gardener@example.com", password=PASSWORD + "!")
    visitor.page("/accounts/login/", login="gardener@example.com", password=PASSWORD)
    cookies = {name: value for name, value in visitor.cookies.get_dict().items() if name != "django_language"}
    return {
        secret_key,
        PASSWORD,
        token,
        token[:-1],
        share_token,
        confirm.split("/")[-2],
        reset.split("/")[-2].partition("-")[2],
        session,
        *cookies.values(),
        *embedded_account(secret_key)[1:],
    }


def photo_of(visitor: Visitor, path: str) -> str:
    return re.search(r"/photos/([0-9a-f-]{36})/draft/", visitor.page(path).text)[1]


def test_a_traceback_hides_them_too():
    formatter = SecretsHidden("{message}", style="{")
    token, signature = "f" * 64, "l4vT0XYtgm72amGjDTzHw3s6YPhjwgoC0DMTLrI6Qfk"
    share_token = "Zk3" * 14
    try:
        raise OSError(f"no answer (url: /media/site/1.jpg?signature={signature}, /s/{share_token}/card.jpg)")
    except OSError:
        record = logging.LogRecord("a", 40, "", 0, f"POST /callbacks/{uuid.uuid4()}/{token}/", (), sys.exc_info())
    line = formatter.format(record)
    assert "no answer" in line
    assert token not in line
    assert share_token not in line
    assert signature not in line
