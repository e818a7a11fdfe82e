"""Where the site stands and which parts of it this process serves; the other files ask here."""

from pathlib import Path
from urllib.parse import urlsplit

import environ

from exterior_site.env import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

VAR_DIR = env.path("VAR_DIR", default=str(BASE_DIR / "var"))
VAR_DIR = Path(str(VAR_DIR))

# Which parts this process serves: "site" (the pages), "api" (our own Exterior Creation API), or both.
SITE_PARTS = env.list("SITE_PARTS", default=["site"] if env("EXTERIOR_API_URL", default="") else ["site", "api"])
SITE_NAME = env("SITE_NAME", default="Parterre")
SITE_URL = env("SITE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}").rstrip("/")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env("SECRET_KEY", default="") or kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname, "localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
HTTPS = SITE_URL.startswith("https://")
