import pytest
from botocore.exceptions import EndpointConnectionError
from django.db import OperationalError
from django.urls import reverse
from redis import ConnectionError as BrokerAway

from exterior_site import error_pages
from projects import access

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, monkeypatch):
    client.raise_request_exception = False

    def broken_by(error):
        def fail(_person):
            raise error

        monkeypatch.setattr(access, "projects_of", fail)
        return client.get(reverse("projects"))

    return broken_by


S3_AWAY = EndpointConnectionError(endpoint_url="https://s3.example.com")


@pytest.mark.parametrize("error", [OperationalError("server closed"), BrokerAway("refused"), S3_AWAY], ids=repr)
def test_what_is_being_restarted_is_worth_asking_again(page, error):
    answer = page(error)
    assert answer.status_code == 503
    assert answer["Retry-After"]


def test_a_mistake_of_ours_is_still_one(page):
    assert page(ValueError("a mistake")).status_code == 500


@pytest.mark.parametrize("error", [OperationalError("server closed"), ValueError("a mistake")], ids=repr)
def test_without_static_files_the_page_still_says_what_it_is(page, error, monkeypatch):
    def missing(_name):
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr(error_pages.loader, "get_template", missing)
    assert "Your photos and areas are kept. Please try again in a minute." in page(error).content.decode()
