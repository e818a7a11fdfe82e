"""Requests whose letters nobody can read: a page that says so, on every database, and never an error of ours."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded; charset="
MULTIPART = "multipart/form-data; boundary=x; charset="
# Two that are text and not ours, one that is no text at all, and one that never works.
FOREIGN = ("utf-16", "iso-8859-1", "zlib", "undefined")


@pytest.mark.parametrize("kind", [FORM, MULTIPART])
@pytest.mark.parametrize("charset", FOREIGN)
def test_a_form_in_another_charset_is_refused_with_words(client, kind, charset):
    answers = [
        client.generic(method, reverse(name), b"login=x", content_type=kind + charset)
        for method in ("GET", "POST")
        for name in ("account_login", "start", "projects")
    ]
    for answer in answers:
        assert answer.status_code == 400
        assert "The browser sent something we could not read." in answer.content.decode()


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "us-ascii", "no-such-thing"])
def test_what_is_utf_8_by_whatever_name_is_read(client, charset):
    answer = client.generic("POST", reverse("account_login"), b"login=x&password=y", content_type=FORM + charset)
    assert "Give an e-mail address" in answer.content.decode()


@pytest.mark.parametrize("charset", FOREIGN)
def test_the_api_reads_what_it_always_reads(client, charset):
    for kind in (FORM, MULTIPART):
        url = reverse("exterior_api:credit")
        answer = client.generic("POST", url, b"{}", content_type=kind + charset, headers={"x-api-key": "none"})
        assert answer.json()["code"] == "unauthorized"


def test_the_letter_that_no_database_keeps_is_refused(client):
    session = {"HTTP_COOKIE": r'sessionid="\000aaaaaaaa"'}
    nowhere = "00000000-0000-4000-8000-000000000000"
    urls = [f"{reverse('projects')}?sort=title&before=%00~{nowhere}", f"{reverse('front')}?x=%00"]
    answers = [client.get(url) for url in urls] + [client.get(reverse("projects"), **session)]
    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert client.get("/%00").status_code == 404
