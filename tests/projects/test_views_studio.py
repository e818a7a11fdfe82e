import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from projects import generating
from projects.models import Generation, PhotoEntry, Project, Status, User
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queued")]


@pytest.fixture
def project(member) -> Project:
    return factories.project(member)


def drawing(**changed) -> dict:
    mask = SimpleUploadedFile("area.png", factories.mask_bytes(), "image/png")
    return {"mask": mask, "type": "POOL", "form_key": str(uuid.uuid4())} | changed


def test_a_photo_makes_a_guest_with_photos_a_project_and_a_search_for_the_camera(client, settings, queued):
    photo = SimpleUploadedFile("garden.jpg", factories.photo_bytes(), "image/jpeg")
    answer = client.post(reverse("start"), {"photo": photo})
    project = Project.objects.get()
    assert answer.url == reverse("draw", args=[project.id])
    assert project.owner.is_guest
    assert PhotoEntry.objects.filter(user=project.owner).balance() == settings.GUEST_PHOTOS
    assert queued == [("find_camera", project.photo_id)]


def test_the_sample_garden_is_a_project_like_any_other(client):
    client.post(reverse("start"), {"sample": "town"})
    assert (Project.objects.get().photo.width, Project.objects.get().title) == (1536, "Town garden")


def test_the_gardens_of_one_day_can_be_told_apart(client):
    for number in range(4):
        photo = SimpleUploadedFile("garden.jpg", factories.photo_bytes(), "image/jpeg")
        client.post(reverse("start"), {"photo": photo})
        if number == 1:
            Project.objects.filter(title__endswith="(2)").update(deleted=timezone.now())
    titles = list(Project.objects.filter(deleted=None).order_by("created").values_list("title", flat=True))
    assert titles == [titles[0], f"{titles[0]} (2)", f"{titles[0]} (3)"]


@pytest.mark.parametrize(("asked", "chosen"), [("POOL", "?type=POOL"), ("GARAGE", ""), ("", ""), ('"><b>', "")])
def test_a_type_that_was_chosen_on_the_front_page_is_chosen_in_the_studio(client, asked, chosen):
    page = client.get(reverse("start"), {"type": asked})
    answer = client.post(reverse("start"), {"sample": "town", "type": page.context["wanted"]})
    assert answer.url == reverse("draw", args=[Project.objects.get().id]) + chosen


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose a photo first."),
        ({"sample": "the neighbour’s"}, "Choose a photo first."),
        ({"photo": SimpleUploadedFile("notes.jpg", b"this is not a photo")}, "not a photo that we can read"),
    ],
)
def test_what_is_no_photo_is_said_and_makes_no_project(client, sent, said):
    answer = client.post(reverse("start"), sent)
    assert answer.status_code == 422
    assert said in answer.content.decode() or "sample" in sent
    assert not Project.objects.exists()


def test_the_studio_says_the_cost_and_what_is_left_before_the_button(client, project):
    page = client.get(reverse("draw", args=[project.id])).content.decode()
    assert "Costs 1 picture" in page
    assert "4 of 5 left after this" in page
    assert page.index("Costs 1 picture") < page.index("<draw-button")


def test_a_drawing_is_charged_queued_and_leads_to_its_page(client, project, queued):
    answer = client.post(reverse("draw", args=[project.id]), drawing())
    generation = Generation.objects.get()
    assert answer.url == reverse("generation", args=[generation.id])
    assert (generation.type, generation.status) == ("POOL", Status.QUEUED)
    assert queued == [("send", generation.id)]


def test_the_same_form_sent_twice_is_one_drawing(client, project):
    key = str(uuid.uuid4())
    first = client.post(reverse("draw", args=[project.id]), drawing(form_key=key))
    second = client.post(reverse("draw", args=[project.id]), drawing(form_key=key))
    assert first.url == second.url
    assert Generation.objects.count() == 1


def test_what_a_person_knows_better_goes_along(client, project):
    camera = '{"focal_px": 900, "pitch_deg": 4, "roll_deg": 0.5, "extra": 1}'
    client.post(reverse("draw", args=[project.id]), drawing(camera=camera, width_m="6.5"))
    assert Generation.objects.get().options == {
        "camera": {"focal_px": 900.0, "pitch_deg": 4.0, "roll_deg": 0.5},
        "width_m": 6.5,
    }


CAMERA = '{"focal_px": %s, "pitch_deg": 4, "roll_deg": 0}'


@pytest.mark.parametrize(
    "camera",
    [
        *('{"focal_px": "wide"}', "[1]", "nonsense", '{"focal_px": 1}', "[" * 900),
        *(CAMERA % number for number in ("NaN", "Infinity", "1e999", "-5", "true", "1" + "0" * 400)),
        pytest.param(CAMERA % ("1" + "0" * 5000), id="5000 digits"),
    ],
)
def test_a_camera_that_is_none_is_refused(client, project, camera):
    assert client.post(reverse("draw", args=[project.id]), drawing(camera=camera)).status_code == 422
    assert not Generation.objects.exists()


def test_without_a_type_the_area_is_kept_as_the_draft(client, project):
    answer = client.post(reverse("draw", args=[project.id]), drawing(type=""))
    assert answer.status_code == 422
    assert "Choose what should stand there." in answer.content.decode()
    assert generating.draft_of(project.photo).coverage > 0


def test_without_an_area_the_type_stays_chosen(client, project):
    answer = client.post(reverse("draw", args=[project.id]), drawing(mask="", type="PETANQUE"))
    page = answer.content.decode()
    assert "Nothing is marked yet" in page
    assert [card["value"] for card in answer.context["types"] if card["chosen"]] == ["PETANQUE"]


def test_with_no_photos_left_it_is_said_before_the_button_and_the_area_is_kept(client):
    owner = factories.member(photos=0)
    factories.sign_in(client, owner)
    project = factories.project(owner)
    page = client.get(reverse("draw", args=[project.id])).content.decode()
    assert page.index("You have used all your pictures") < page.index("<draw-button")
    assert 'button--wide" aria-disabled="true"' in page
    answer = client.post(reverse("draw", args=[project.id]), drawing())
    assert answer.status_code == 422
    assert generating.draft_of(project.photo)
    assert not Generation.objects.exists()


def test_an_earlier_area_can_be_taken_again_but_not_a_strangers(client, project):
    mine, theirs = factories.generation(project), factories.generation()
    again = drawing(mask="", use_mask=str(mine.mask_id), after=str(mine.id))
    assert client.post(reverse("draw", args=[project.id]), again).status_code == 302
    assert project.generations.filter(mask=mine.mask).count() == 2
    stolen = drawing(mask="", use_mask=str(theirs.mask_id))
    assert client.post(reverse("draw", args=[project.id]), stolen).status_code == 404


def test_changing_the_area_begins_with_its_type_and_its_area(client, project):
    generation = factories.generation(project, type="TERRACE")
    answer = client.get(reverse("draw", args=[project.id]), {"after": generation.id})
    assert answer.context["last_mask"] == generation.mask
    assert [card["value"] for card in answer.context["types"] if card["chosen"]] == ["TERRACE"]
    assert "<area-again>" in answer.content.decode()


@pytest.mark.parametrize("after", ["", "nonsense", uuid.uuid4()])
def test_changing_an_area_that_is_not_there_is_an_ordinary_drawing(client, project, after):
    answer = client.get(reverse("draw", args=[project.id]), {"after": after})
    assert answer.status_code == 200
    assert answer.context["after"] is None


def test_a_stranger_sees_nothing_of_a_project(client, project):
    generation = factories.generation(project)
    factories.sign_in(client, factories.member())
    key = {"type": "POOL", "form_key": str(uuid.uuid4())}
    for name, place in (("project", project), ("draw", project), ("generation", generation)):
        assert client.get(reverse(name, args=[place.id])).status_code == 404, name
    for name in ("generation_card", "download"):
        assert client.get(reverse(name, args=[generation.id])).status_code == 404, name
    assert client.post(reverse("vary", args=[generation.id]), key).status_code == 404
    assert client.post(reverse("rename", args=[project.id]), {"title": "Mine"}).status_code == 404
    for name in ("draft", "ground"):
        assert client.get(reverse(name, args=[project.photo_id])).status_code == 404, name


def test_a_draft_is_kept_given_back_and_forgotten(client, project):
    url = reverse("draft", args=[project.photo_id])
    assert client.get(url).status_code == 204
    assert client.post(url, {"mask": io.BytesIO(factories.mask_bytes())}).status_code == 204
    assert client.get(url)["Content-Type"] == "image/png"
    assert client.post(url).status_code == 204
    assert client.get(url).status_code == 204
    assert User.objects.count() == 1


def test_a_draft_that_is_no_area_is_refused_in_words_for_the_editor(client, project):
    answer = client.post(reverse("draft", args=[project.photo_id]), {"mask": io.BytesIO(b"nothing to see")})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_an_image")
    assert answer.json()["error"].endswith(".")
    assert generating.draft_of(project.photo) is None


def test_the_ground_is_known_once_it_was_found(client, project):
    url = reverse("ground", args=[project.photo_id])
    assert client.get(url).status_code == 204
    project.photo.camera = {"focal_px": 900.0, "pitch_deg": 4.0}
    project.photo.save()
    assert client.get(url).json() == {"focal_px": 900.0, "pitch_deg": 4.0}
