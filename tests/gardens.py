"""Projects as a person has them after a while, with real pictures of the engine: for screenshots and measurements."""

import io
import uuid
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from PIL import Image, ImageDraw

from projects import images, ledger, sharing
from projects.generating import start_project, submit
from projects.models import Failure, Generation, Photo, Picture, Project, ShareLink, Status, User

ROOT = Path(__file__).parent.parent
SCENES = ROOT / "tests" / "scenes"
DRAWN = ROOT / "static" / "img" / "front"
# Title, scene, and what was drawn on it: type, picture, corners of the area, seconds that it took.
GARDENS = (
    ("14 rue des Acacias, à vendre", "country", [("PETANQUE", "yard-petanque-960", "country", 21)]),
    ("Lemaire, town garden", "town", [("TERRACE", "town-terrace-960", "town", 17)]),
    (
        "Maison Rivière",
        "modern",
        [
            ("POOL", "garden-pool-1536", "modern", 38),
            ("TERRACE", "garden-terrace-960", "modern small", 24),
            ("POOL", "garden-pool-1200", "modern", 31),
        ],
    ),
)
AREAS = {
    "modern": ((512, 587), (1193, 634), (1171, 851), (93, 702)),
    "modern small": ((523, 536), (1153, 567), (1102, 706), (140, 616)),
    "town": ((384, 596), (1114, 606), (1257, 767), (89, 732)),
    "country": ((617, 672), (1243, 630), (1671, 718), (823, 825)),
}
WORDS = {
    "POOL": {
        "en": "A pool with a stone coping, laid level with the lawn. The water mirrors what stands behind it.",
        "fr": "Une piscine à margelle de pierre, au ras de la pelouse. L’eau reflète ce qui se trouve derrière elle.",
    },
    "TERRACE": {
        "en": "A terrace of timber boards, laid along the house.",
        "fr": "Une terrasse en lames de bois, posée le long de la maison.",
    },
    "PETANQUE": {
        "en": "A court of fine gravel within an edging, with boules in play.",
        "fr": "Un terrain de gravier fin, bordé, avec des boules en jeu.",
    },
}


def person(email: str = "") -> User:
    made = User.objects.create_user(email, "garden path") if email else User.objects.create_guest()
    ledger.grant(made, 40, note="first photos of a member")
    return made


def fill(owner: User) -> list[Project]:
    """Three projects; the last has a favourite, one that failed and one that is being drawn."""
    projects = [_garden(owner, title, scene, drawn) for title, scene, drawn in GARDENS]
    last = projects[-1]
    failed = begin(last, "TERRACE", "modern")
    now = timezone.now()
    ended = {"status": Status.FAILED, "failure": Failure.UPSTREAM_FAILED, "finished": now}
    Generation.objects.filter(id=failed.id).update(submitted=now - timedelta(seconds=9), **ended)
    ledger.refund(failed)
    waiting = begin(last, "PETANQUE", "modern small")
    # Its poll is far off, so that no worker asks an upstream that knows nothing of it.
    known = {
        "submitted": now,
        "started": now,
        "next_poll": now + timedelta(days=1),
        "deadline": now + timedelta(days=1),
    }
    Generation.objects.filter(id=waiting.id).update(
        status=Status.PROCESSING, upstream_id=str(uuid.uuid4()), step="light", **known
    )
    Generation.objects.filter(project=last, number=1).update(favourite=True, note="Ask Jean about the coping")
    return projects


def untouched(owner: User) -> Project:
    """A photo on which nothing was drawn yet."""
    with (SCENES / "town.jpg").open("rb") as file:
        return start_project(owner, images.read_photo(file), "Untouched")


def share(project: Project) -> ShareLink:
    """A link to a project under a brand, with what two visitors answered."""
    logo = Image.new("RGB", (120, 120), "#24453a")
    ImageDraw.Draw(logo).line([(20, 80), (45, 40), (60, 70), (80, 35), (100, 80)], "#f3f4f0", 7, joint="curve")
    sharing.keep_brand(project.owner, "Atelier Garrigue, Nîmes", "#24453a", images.png(logo))
    drawn = list(project.generations.filter(status=Status.SUCCEEDED))
    made = sharing.make_link(project, drawn, 30, "en", prepared_for="Mme Rivière", shows_notes=True)
    sharing.comment(made, "Mme Rivière", "La pierre me plaît. Pourrait-elle s’arrêter avant la deuxième fenêtre ?")
    sharing.comment(made, "Jean", "The smaller one leaves more lawn. Could it be a step lower?")
    for _visitor in range(2):
        sharing.like(made, drawn[0], sharing.new_visitor())
    for name in ("Maison Rivière", "Lemaire"):
        sharing.make_folder(project.owner, name)
    sharing.move_project(project, sharing.folder_named(project.owner, "Lemaire"))
    return made


def begin(project: Project, kind: str, area: str) -> Generation:
    return submit(project.owner, project, kind, uuid.uuid4(), mask_file=_area(project.photo, area))


def _garden(owner: User, title: str, scene: str, drawn: list) -> Project:
    with (SCENES / f"{scene}.jpg").open("rb") as file:
        project = start_project(owner, images.read_photo(file), title)
    for kind, picture, area, seconds in drawn:
        generation = begin(project, kind, area)
        now = timezone.now()
        Generation.objects.filter(id=generation.id).update(
            status=Status.SUCCEEDED,
            upstream_id=str(uuid.uuid4()),
            created=now - timedelta(seconds=seconds),
            submitted=now - timedelta(seconds=seconds - 1),
            finished=now,
            report={"words": WORDS[kind]},
        )
        keep_picture(generation, DRAWN / f"{picture}.avif")
    return project


def keep_picture(generation: Generation, path: Path) -> Picture:
    photo = generation.project.photo
    image = Image.open(path).convert("RGB").resize((photo.width, photo.height), Image.Resampling.LANCZOS)
    picture = Picture(generation=generation, width=image.width, height=image.height)
    name = f"pictures/{generation.id}/0"
    picture.file.save(f"{name}.png", images.png(image), save=False)
    picture.preview.save(f"{name}-preview.webp", images.preview(image), save=False)
    picture.thumbnail.save(f"{name}-thumbnail.avif", images.thumbnail(image), save=False)
    picture.save()
    return picture


def _area(photo: Photo, name: str) -> io.BytesIO:
    image = Image.new("1", (photo.width, photo.height))
    ImageDraw.Draw(image).polygon(AREAS[name], fill=1)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    buffer.seek(0)
    return buffer
