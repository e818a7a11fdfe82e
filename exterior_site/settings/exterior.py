"""The Exterior Creation API: the site as its client, and our own server of it."""

from datetime import timedelta

from exterior_site.env import embedded_account
from exterior_site.observability import request_ids
from exterior_site.settings.base import SECRET_KEY, SITE_PARTS, SITE_URL, env

# The site as a client of the Exterior Creation API. Three settings swap the vendor in.
EXTERIOR_API_URL = env("EXTERIOR_API_URL", default="").rstrip("/") or SITE_URL
_USER_ID, _KEY = embedded_account(SECRET_KEY)
EXTERIOR_API_KEY = env("EXTERIOR_API_KEY", default=_KEY)
EXTERIOR_API_USER_ID = env("EXTERIOR_API_USER_ID", default=_USER_ID)
EXTERIOR_API_AUTH_HEADER = env("EXTERIOR_API_AUTH_HEADER", default="x-api-key: {key}")
EXTERIOR_API_MASK_INVERTED = env.bool("EXTERIOR_API_MASK_INVERTED", default=False)
EXTERIOR_API_EXTENSIONS = env.bool("EXTERIOR_API_EXTENSIONS", default="api" in SITE_PARTS)
EXTERIOR_GROUND_URL = env(
    "EXTERIOR_GROUND_URL", default=f"{SITE_URL}/api/create_exterior/ground" if "api" in SITE_PARTS else ""
)
# What a call to another server carries besides: the id of the click that it comes from.
CALL_HEADERS = request_ids.headers_of_calls
# The authorities that outgoing calls believe, for a network with one of its own; True is those that the world knows.
CA_BUNDLE = env("REQUESTS_CA_BUNDLE", default="") or True
# Seconds that a call may take, and a download of a result as a whole: our leases are longer than these.
EXTERIOR_API_TIMEOUT_SECONDS = env.int("EXTERIOR_API_TIMEOUT_SECONDS", default=60)
RESULT_TIMEOUT_SECONDS = env.int("RESULT_TIMEOUT_SECONDS", default=60)
# A drawing that has no end by then fails, and its photo goes back.
GENERATION_DEADLINE_SECONDS = env.int("GENERATION_DEADLINE_SECONDS", default=30 * 60)
# Of one person's drawings so many wait at the upstream at a time, and of all so many are there; the others wait here.
DRAWINGS_WAITING_PER_PERSON = env.int("DRAWINGS_WAITING_PER_PERSON", default=1)
DRAWINGS_SENT_AT_ONCE = env.int("DRAWINGS_SENT_AT_ONCE", default=500)
# Whether the photo's own pixels are put back outside the area. Our own renderer keeps them by itself.
EXTERIOR_ONLY_INSIDE = env.bool("EXTERIOR_ONLY_INSIDE", default=not EXTERIOR_API_EXTENSIONS)
# What downloaded pictures say of themselves, by a name of IPTC's list of digital source types; see docs/security.md.
PICTURE_SOURCE_TYPE = env("PICTURE_SOURCE_TYPE", default="compositeSynthetic")
# Secrets that make callback tokens, the newest first. Tokens of one that is taken out are no longer accepted.
CALLBACK_KEYS = env.list("CALLBACK_KEYS", default=[SECRET_KEY])
CALLBACKS_PER_MINUTE = env.int("CALLBACKS_PER_MINUTE", default=30)
# Private origins whose pictures the site may fetch: the upstream that an operator named is one of them.
EXTERIOR_RESULT_ORIGINS = env.list("EXTERIOR_RESULT_ORIGINS", default=[EXTERIOR_API_URL])

# Our own server of the API
EXTERIOR_API_ALLOWED_ORIGINS = env.list("EXTERIOR_API_ALLOWED_ORIGINS", default=[])
EXTERIOR_API_NEW_ACCOUNT_PHOTOS = env.int("EXTERIOR_API_NEW_ACCOUNT_PHOTOS", default=36)
EXTERIOR_API_CALLS_PER_MINUTE = env.int("EXTERIOR_API_CALLS_PER_MINUTE", default=0)
EXTERIOR_API_WRONG_KEYS_PER_MINUTE = env.int("EXTERIOR_API_WRONG_KEYS_PER_MINUTE", default=60)
# How many days the API keeps its log of calls and callbacks, and the images of generations; 0 is for ever.
EXTERIOR_API_CALLS_KEPT_DAYS = env.int("EXTERIOR_API_CALLS_KEPT_DAYS", default=7)
EXTERIOR_API_IMAGES_KEPT_DAYS = env.int("EXTERIOR_API_IMAGES_KEPT_DAYS", default=0)
# How long a job may lie in the queue, or be silent while it is drawn, before another worker takes it up.
EXTERIOR_API_QUEUED_LEASE = timedelta(seconds=env.int("EXTERIOR_API_QUEUED_LEASE_SECONDS", default=60))
EXTERIOR_API_RENDERING_LEASE = timedelta(seconds=env.int("EXTERIOR_API_RENDERING_LEASE_SECONDS", default=120))
# How many generations may wait to be drawn, of all accounts and of one; then callers are told to come back. 0: any.
EXTERIOR_API_MOST_WAITING = env.int("EXTERIOR_API_MOST_WAITING", default=5000)
EXTERIOR_API_MOST_WAITING_OF_ACCOUNT = env.int("EXTERIOR_API_MOST_WAITING_OF_ACCOUNT", default=2000)
RENDERER = env("RENDERER", default="exterior_api.rendering.render_with_engine")
