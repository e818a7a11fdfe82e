import hashlib
import io
import os

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, call_command

from exterior_site.env import kept_secret

DEMO_EMAIL = "demo@example.com"
DEMO_PHOTOS = 50
EMBEDDED_PHOTOS = 100_000


def static_state() -> str:
    """A digest of the names, sizes and times of all static files, and of the settings that name them."""
    digest = hashlib.sha256(repr((settings.STATIC_URL, settings.STORAGES["staticfiles"])).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = os.stat(storage.path(name))
            digest.update(f"{name} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class Command(BaseCommand):
    help = "Migrate, collect static files, and make the accounts that a first start needs. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument("--no-demo", action="store_true", help="make no demo login: this site is for the world")

    def handle(self, *args, no_demo=False, **options):
        call_command("migrate", verbosity=0)
        self.collect_static()
        if "api" in settings.SITE_PARTS and "site" in settings.SITE_PARTS:
            self.ensure_embedded_account()
        if "site" in settings.SITE_PARTS and not no_demo:
            self.stdout.write(f"{DEMO_EMAIL} {self.ensure_demo()}")

    def collect_static(self):
        """Collect and compress only what changed since the last start: it takes half of the time to the first page."""
        state, stamp = static_state(), settings.STATIC_ROOT / ".collected"
        if not stamp.exists() or stamp.read_text() != state:
            call_command("collectstatic", verbosity=0, interactive=False)
            stamp.write_text(state)

    def ensure_embedded_account(self):
        """The account by which the site calls our own API when no vendor is set."""
        call_command(
            "create_api_account",
            "embedded@localhost",
            photos=EMBEDDED_PHOTOS,
            user_id=settings.EXTERIOR_API_USER_ID,
            key=settings.EXTERIOR_API_KEY,
            top_up=True,
            json=True,
            stdout=io.StringIO(),
        )

    def ensure_demo(self) -> str:
        """A person to log in with, operator rights included; the password is made once and kept in VAR_DIR."""
        from projects import ledger

        password = kept_secret(settings.VAR_DIR / "demo_password", length=9)
        people = get_user_model().objects
        demo = people.filter(email=DEMO_EMAIL).first()
        if demo is None:
            demo = people.create_superuser(DEMO_EMAIL, password)
            ledger.grant(demo, DEMO_PHOTOS, note=ledger.DEMO_GIFT)
        people.confirm(demo)
        return password
