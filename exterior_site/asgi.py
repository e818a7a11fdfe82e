import os
import warnings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exterior_site.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application

from exterior_site.uploads import bounded

# whitenoise hands files over as plain iterators; they are small, and hashed names are asked for once.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

django_application = bounded(get_asgi_application())

if "site" in settings.SITE_PARTS:
    from projects.live import events
else:
    events = None


async def application(scope, receive, send):
    """Ahead of Django only the event stream, which must not cost a thread or a database connection."""
    if events and scope["type"] == "http" and scope["path"] == "/events":
        await events(scope, receive, send)
    elif scope["type"] == "lifespan":
        await _lifespan(receive, send)
    else:
        await django_application(scope, receive, send)


async def _lifespan(receive, send):
    while (await receive())["type"] == "lifespan.startup":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})
