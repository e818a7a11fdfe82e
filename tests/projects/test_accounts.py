"""Accounts: who signs up, by which mail, and that a guest's work comes along."""

import re
from smtplib import SMTPServerDisconnected

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects import accounts, ledger, notices
from projects.mail import compose
from projects.models import PhotosRequest, Project, User
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "a path of garden stones"
ADDRESS = "gardener@example.com"
FRENCH = {"accept-language": "fr"}


def member(email=ADDRESS, **fields) -> User:
    made = factories.member(email=email)
    EmailAddress.objects.create(user=made, email=email, primary=True, verified=True)
    User.objects.filter(id=made.id).update(**fields)
    made.refresh_from_db()
    return made


def upload(client) -> Project:
    client.post(reverse("start"), {"photo": SimpleUploadedFile("garden.jpg", factories.photo_bytes())})
    return Project.objects.latest("created")


def spend(project) -> None:
    factories.generation(project)


def sign_up(client, email=ADDRESS, **extra):
    return client.post(reverse("account_signup"), {"email": email, "password1": PASSWORD}, **extra)


def sign_in(client, email=ADDRESS, password="garden path"):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def link_in(letter) -> str:
    return re.search(r"http://testserver(/\S+)", letter.body)[1]


def confirm(client, letter):
    url = link_in(letter)
    assert "Confirm the address" in client.get(url).content.decode()
    return client.post(url)


def titles(client) -> list[str]:
    return [card["project"].title for card in client.get(reverse("projects")).context["cards"]]


def test_who_signs_up_confirms_the_address_and_is_in(client):
    answer = sign_up(client)
    assert answer.url == reverse("account_email_verification_sent")
    assert client.get(reverse("profile")).status_code == 302
    assert confirm(client, mail.outbox[0]).url == reverse("projects")
    page = client.get(reverse("profile")).content.decode()
    assert ADDRESS in page
    assert ledger.photos_left(User.objects.get(email=ADDRESS)) == 12


def test_a_known_address_looks_like_a_new_one(client):
    member()
    known, new = sign_up(Client()), sign_up(Client(), "new@example.com")
    assert (known.status_code, known.url) == (new.status_code, new.url)
    pages = [Client().get(known.url).content, Client().get(new.url).content]
    assert re.sub(rb'value="\w{64}"', b"", pages[0]) == re.sub(rb'value="\w{64}"', b"", pages[1])
    assert [letter.to for letter in mail.outbox] == [[ADDRESS], ["new@example.com"]]
    assert "There is one with this address already" in mail.outbox[0].body
    assert User.objects.filter(email=ADDRESS).count() == 1


def test_asking_for_a_new_password_tells_nothing_either(client):
    member()
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}) for email in (ADDRESS, "no@example.com")
    ]
    assert {answer.url for answer in answers} == {reverse("account_reset_password_done")}
    assert "/password/reset/key/" in mail.outbox[0].body
    assert "There is no account with this address" in mail.outbox[1].body


def test_a_guest_who_signs_up_keeps_the_work_before_and_after_the_confirmation(client):
    project = upload(client)
    spend(project)
    PhotosRequest.objects.create(user=project.owner, message="May I?")
    sign_up(client)
    assert titles(client) == [project.title]
    confirm(client, mail.outbox[0])
    made = User.objects.get(email=ADDRESS)
    assert titles(client) == [project.title]
    # The guest's three are a part of the twelve, and one of them is used.
    assert ledger.photos_left(made) == 11
    assert made.photos_requests.count() == 1
    assert not User.objects.get(id=project.owner_id).is_active


def test_confirmed_on_another_device_the_work_comes_with_the_next_login(client):
    project = upload(client)
    sign_up(client)
    phone = Client()
    assert confirm(phone, mail.outbox[0]).url == reverse("account_login")
    sign_in(client, password=PASSWORD)
    assert titles(client) == [project.title]


@pytest.mark.parametrize("had", [0, 2])
def test_a_guest_who_logs_in_brings_the_work_to_what_the_account_has(client, had):
    owner = member()
    for _number in range(had):
        factories.project(owner)
    spend(upload(client))
    left = ledger.photos_left(owner)
    assert sign_in(client).url == reverse("projects")
    assert len(titles(client)) == had + 1
    assert ledger.photos_left(owner) == left


def test_a_known_address_takes_the_time_of_a_new_one(client, monkeypatch):
    """Most of it goes into hashing the password."""
    hashed = []
    monkeypatch.setattr(accounts, "make_password", hashed.append)
    member()
    sign_up(client)
    assert len(hashed) == 1


def test_a_way_on_that_is_no_url_leads_home(client):
    member()
    assert client.get(reverse("account_login"), {"next": "http://[::1"}).status_code == 200


def test_a_second_time_changes_nothing(client):
    owner = member()
    spend(upload(client))
    sign_in(client)
    client.post(reverse("account_logout"))
    upload(client)
    sign_in(client)
    assert len(titles(client)) == 2
    assert ledger.photos_left(owner) == 5


def test_signing_up_in_two_tabs(client):
    project = upload(client)
    for email in (ADDRESS, ADDRESS, "other@example.com"):
        assert sign_up(client, email).url == reverse("account_email_verification_sent")
    # The first again: that is an account already. The work goes to the address that is confirmed.
    assert User.objects.filter(email__isnull=False).count() == 2
    confirm(client, mail.outbox[-1])
    assert titles(client) == [project.title]
    again = sign_up(client, "third@example.com")
    assert again.url == reverse("projects")


def test_an_address_with_a_wrong_letter_costs_nothing(client):
    project = upload(client)
    sign_up(client, "gardner@example.com")
    sign_up(client)
    confirm(client, mail.outbox[-1])
    assert titles(client) == [project.title]


def test_a_mail_server_that_is_away_breaks_no_page(client, monkeypatch):
    def away(*_arguments):
        raise SMTPServerDisconnected("away")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", away)
    page = client.get(sign_up(client).url).content.decode()
    assert "could not be sent just now" in page


def test_links_in_mails_lead_home_whatever_host_was_asked_for(client, settings):
    member()
    settings.ALLOWED_HOSTS = ["*"]
    client.post(reverse("account_reset_password"), {"email": ADDRESS}, HTTP_HOST="evil.example")
    letter = mail.outbox[0]
    assert "evil" not in letter.body + letter.alternatives[0].content


def test_a_new_address_takes_the_place_of_the_old_one_once_it_is_confirmed(client):
    owner = member()
    sign_in(client)
    change = {"email": "new@example.com", "action_add": ""}
    assert client.post(reverse("account_email"), change).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": "garden path"})
    client.post(reverse("account_email"), change)
    assert User.objects.get(id=owner.id).email == ADDRESS
    confirm(client, next(letter for letter in mail.outbox if letter.to == ["new@example.com"]))
    assert User.objects.get(id=owner.id).email == "new@example.com"
    told = next(letter for letter in mail.outbox if letter.to == [ADDRESS])
    assert "now has the address new@example.com" in told.body


def test_a_new_address_that_somebody_has_is_not_told(client):
    member("other@example.com")
    owner = member()
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": "garden path"})
    taken = client.post(reverse("account_email"), {"email": "other@example.com", "action_add": ""})
    assert taken.status_code == 302
    assert User.objects.get(id=owner.id).email == ADDRESS
    client.post(link_in(mail.outbox[-1]))
    assert User.objects.get(id=owner.id).email == ADDRESS


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(client):
    owner = member(language="fr")
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    assert "nouveau mot de passe" in mail.outbox[0].subject
    url = client.get(link_in(mail.outbox[0])).url
    new = {"password1": PASSWORD, "password2": PASSWORD}
    assert client.post(url, new).url == reverse("account_reset_password_from_key_done")
    assert User.objects.get(id=owner.id).check_password(PASSWORD)
    assert "redéfini" in mail.outbox[1].body
    spent = Client().get(link_in(mail.outbox[0]), headers=FRENCH)
    assert "Ce lien ne fonctionne plus" in spent.content.decode()


def test_a_person_s_language_is_for_mails_and_comes_with_the_login(client):
    owner = member(language="fr")
    client.post(reverse("account_signup"), {"email": ADDRESS, "password1": PASSWORD}, headers={"accept-language": "en"})
    assert mail.outbox[0].subject == "Vous avez déjà un compte"
    sign_in(client)
    assert 'lang="fr"' in client.get(reverse("projects")).content.decode()
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    assert User.objects.get(id=owner.id).language == "en"
    client.post(reverse("set_language"), {"language": "xx"})
    assert User.objects.get(id=owner.id).language == "en"


def test_a_guest_s_language_is_kept_too(client):
    client.get(reverse("front"))
    client.post(reverse("start"), {"sample": "modern"}, headers=FRENCH)
    assert User.objects.get().language == "fr"


LETTERS = {
    "account/email/email_confirmation": {"activate_url": "http://testserver/x?a=1&b=2"},
    "account/email/email_confirmation_signup": {"activate_url": "http://testserver/x"},
    "account/email/account_already_exists": {"password_reset_url": "http://testserver/x"},
    "account/email/unknown_account": {"signup_url": "http://testserver/x"},
    "account/email/password_reset_key": {"password_reset_url": "http://testserver/x"},
    "account/email/email_changed": {"from_email": "a@example.com", "to_email": "b@example.com"},
    "account/email/email_confirm": {},
    "account/email/email_deleted": {"deleted_email": "a@example.com"},
    "account/email/password_changed": {},
    "account/email/password_reset": {},
    "account/email/password_set": {},
    "mfa/email/totp_activated": {},
    "mfa/email/totp_deactivated": {},
    "mfa/email/recovery_codes_generated": {},
    "projects/email/done": {"type": "POOL", "title": "L'arrière <b> & co", "url": "http://testserver/x"},
    "projects/email/low": {"left": 2, "url": "http://testserver/x"},
}


@pytest.mark.parametrize("name", LETTERS)
def test_every_mail_is_text_and_html_in_both_languages(name):
    origin = {"ip": "192.0.2.1", "user_agent": "<script>", "timestamp": timezone.now()}
    texts = []
    for language in ("en", "fr"):
        letter = compose(f"{name}.html", ADDRESS, {**origin, **LETTERS[name]}, language)
        html, kind = letter.alternatives[0]
        texts.append(letter.body)
        assert kind == "text/html"
        assert f'<html lang="{language}">' in html
        assert letter.subject
        assert "\n" not in letter.subject
        assert not re.search(r"&(amp|lt|#x27);|\n{3}|[{}%]", letter.body), letter.body
        assert "<b>" not in html
        assert "<script>" not in html
        for url in re.findall(r"http://testserver/x\S*", letter.body):
            assert url.replace("&", "&amp;") in html
        # A French mark keeps its no-break space.
        assert not re.search(r" [:;?!]", letter.subject + letter.body + html[html.index("<body") :])
    assert texts[0] != texts[1]


def test_every_mail_of_allauth_has_ours():
    sent = {"email_confirmation", "email_confirmation_signup", "account_already_exists", "unknown_account"}
    assert {name.rpartition("/")[2] for name in LETTERS if name.startswith("account")} >= sent
    assert notices.FIELDS.keys() == {name.rpartition("/")[2] for name in LETTERS if name.startswith("projects")}
