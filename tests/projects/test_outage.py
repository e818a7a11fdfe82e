import pytest
from botocore.exceptions import EndpointConnectionError
from django.db import OperationalError
from django.urls import reverse
from redis import ConnectionError as BrokerAway

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
