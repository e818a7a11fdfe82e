import io

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, call_command

from exterior_site.env import kept_secret

DEMO_EMAIL = "demo@example.com"
DEMO_PHOTOS = 50
EMBEDDED_PHOTOS = 100_000


class Command(BaseCommand):
    help = "Migrate, collect static files, and make the accounts that a first start needs. Safe to repeat."

    def handle(self, *args, **options):
        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        if "api" in settings.SITE_PARTS and "site" in settings.SITE_PARTS:
            self.ensure_embedded_account()
        if "site" in settings.SITE_PARTS:
            self.stdout.write(f"{DEMO_EMAIL} {self.ensure_demo()}")

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
            ledger.grant(demo, DEMO_PHOTOS, note="demo account")
        return password
