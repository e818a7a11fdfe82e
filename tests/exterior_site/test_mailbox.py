"""The page of mail in development: there with DEBUG, and with nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import NoReverseMatch, include, path, reverse

from exterior_site import urls as site

ROOT = Path(__file__).parents[2]

urlpatterns = [*site.urlpatterns, path("mailbox/", include("exterior_site.mailbox"))]


def test_it_is_not_there_in_production(client, db):
    with pytest.raises(NoReverseMatch):
        reverse("mailbox")
    assert client.get("/mailbox/").status_code == 404


def test_debug_opens_it(tmp_path):
    asked = (
        "import django; django.setup(); from django.conf import settings; from exterior_site import urls;"
        "print(any('mailbox' in str(u.pattern) for u in urls.urlpatterns), settings.EMAIL_BACKEND)"
    )
    variables = {"DJANGO_SETTINGS_MODULE": "exterior_site.settings", "VAR_DIR": str(tmp_path), "DEBUG": "yes"}
    said = subprocess.run([sys.executable, "-c", asked], env=variables, cwd=ROOT, capture_output=True, text=True)
    assert said.stdout.split() == ["True", "exterior_site.mailbox.MailboxBackend"], said.stderr


@pytest.mark.urls("tests.exterior_site.test_mailbox")
def test_a_mail_is_printed_listed_and_read(client, db, settings, tmp_path, capsys):
    settings.VAR_DIR, settings.EMAIL_BACKEND = tmp_path, "exterior_site.mailbox.MailboxBackend"
    assert "Nothing was sent yet" in client.get("/mailbox/").content.decode()
    letter = EmailMultiAlternatives("Your <pool>", "See http://testserver/x", to=["gardener@example.com"])
    letter.attach_alternative("<p>See <b>it</b></p>", "text/html")
    letter.send()
    assert "gardener@example.com" in capsys.readouterr().out
    [name] = [file.stem for file in (tmp_path / "mailbox").iterdir()]
    page = client.get("/mailbox/").content.decode()
    assert "Your &lt;pool&gt;" in page
    assert 'href="http://testserver/x"' in client.get(reverse("mailbox_letter", args=[name])).content.decode()
    html = client.get(reverse("mailbox_html", args=[name]))
    assert "<b>it</b>" in html.content.decode()
    assert "sandbox" in html["Content-Security-Policy"]
    assert client.get(reverse("mailbox_letter", args=["..%2f..%2fsecret_key"])).status_code == 404
