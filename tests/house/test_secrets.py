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

EMAIL, PASSWORD = "gardener@example.com", "a garden path that is long"
SIZE = (300, 200)
PATIENCE_SECONDS = 180
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
        answer = self.request(method, self.site.url + path, data=form, files=files or None, headers=headers, timeout=90)
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
    """Sign up, draw, share, fail to log in, ask for a new password; every secret that came up on the way."""
    secret_key = visitor.site.environ["SECRET_KEY"]
    confirm = sign_up(visitor)
    path, card = draw(visitor)
    look_at_the_picture(visitor, card)
    generation_id = card.split("/")[2]
    share_token = share(visitor, path, generation_id)
    reset = ask_for_a_new_password(visitor)
    token = call_back(visitor, generation_id, secret_key)
    session = log_in_again(visitor)
    cookies = {name: value for name, value in visitor.cookies.get_dict().items() if name != "django_language"}
    return {
        secret_key,
        PASSWORD,
        token,
        token[:-1],
        share_token,
        confirm,
        reset,
        session,
        *cookies.values(),
        *embedded_account(secret_key)[1:],
    }


def sign_up(visitor: Visitor) -> str:
    """The key of the link in the mail."""
    visitor.page("/accounts/signup/")
    visitor.page("/accounts/signup/", email=EMAIL, password1=PASSWORD)
    confirm = visitor.site.link_in_mail("/confirm-email/")
    visitor.page(confirm)
    visitor.page(confirm, action="")
    assert EMAIL in visitor.page("/profile/").text
    return confirm.split("/")[-2]


def draw(visitor: Visitor) -> tuple[str, str]:
    """The paths of the project's editor and of the picture's card, once it is there."""
    site = visitor.site
    path = visitor.page("/start/", photo=("garden.jpg", factories.photo_bytes(SIZE))).url.removeprefix(site.url)
    area = ("area.png", factories.mask_bytes(SIZE))
    visitor.page(f"/photos/{photo_of(visitor, path)}/draft/", mask=area)
    asked = visitor.page(path, type="POOL", form_key=str(uuid.uuid4()), mask=area)
    card, visitor.click = asked.url.removeprefix(site.url), asked.history[0].headers["X-Request-ID"]
    end = time.monotonic() + PATIENCE_SECONDS
    while "/download/" not in visitor.page(f"{card}card/").text:
        assert time.monotonic() < end, site.tail()
        time.sleep(0.5)
    return path, card


def look_at_the_picture(visitor: Visitor, card: str) -> None:
    for url in re.findall(r'(/media/[^"\s]+)', visitor.page(card).text.replace("&amp;", "&")):
        visitor.page(url)
    visitor.page(f"{card}download/")


def share(visitor: Visitor, path: str, generation_id: str) -> str:
    """The token of the link."""
    shared = visitor.page(path.replace("/draw/", "/share/"), generations=generation_id, days="7")
    token = re.search(r"/s/([\w-]{44})/", shared.text)[1]
    visitor.page(f"/s/{token}/")
    visitor.page(f"/s/{token}/comment/", name="Jean", text="Larger")
    return token


def ask_for_a_new_password(visitor: Visitor) -> str:
    """The key of the link in the mail."""
    visitor.page("/accounts/password/reset/", email=EMAIL)
    reset = visitor.site.link_in_mail("/reset/key/")
    visitor.page(reset)
    visitor.page(reset.replace("/key/", "/key/x"))
    return reset.split("/")[-2].partition("-")[2]


def call_back(visitor: Visitor, generation_id: str, secret_key: str) -> str:
    """The generation's token, with which and almost with which its address was called."""
    token = hmac.new(secret_key.encode(), f"projects.callback\n{generation_id}".encode(), hashlib.sha256).hexdigest()
    assert visitor.page(f"/callbacks/{generation_id}/{token}/", status="x").status_code == 204
    visitor.page(f"/callbacks/{generation_id}/{token[:-1]}0/", status="x")
    return token


def log_in_again(visitor: Visitor) -> str:
    """The id of the session before."""
    session = visitor.cookies["sessionid"]
    visitor.page("/accounts/logout/", next="/")
    visitor.page("/accounts/login/", login=EMAIL, password=PASSWORD + "!")
    visitor.page("/accounts/login/", login=EMAIL, password=PASSWORD)
    return session


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
