import gc
import os
import resource
import warnings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exterior_site.settings")

from django.conf import settings

from exterior_site import checks
from exterior_site.asgi_handler import django_handler
from exterior_site.observability import endpoints, metrics
from exterior_site.uploads import bounded

# whitenoise hands files over as plain iterators; they are small, and hashed names are asked for once.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

django_application = bounded(django_handler())
checks.refuse_unsafe()

AHEAD = dict(endpoints.DOORS)
if "site" in settings.SITE_PARTS:
    from projects.live import events

    async def counted_events(scope, receive, send):
        with metrics.STREAMS.track_inprogress():
            await events(scope, receive, send)

    AHEAD["/events"] = counted_events

OPEN_FILES = 20_000


async def application(scope, receive, send):
    """Ahead of Django what must not cost a thread or a database connection, or must answer whatever host is asked."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    else:
        await AHEAD.get(scope["path"], django_application)(scope, receive, send)


async def _lifespan(receive, send):
    while (await receive())["type"] == "lifespan.startup":
        _allow_open_files()
        # What is loaded by now stays: looked through at every collection, it would hold up a page now and then.
        gc.freeze()
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})


def _allow_open_files() -> None:
    """Each open page is an open file, and many systems start a process with a thousand of them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
