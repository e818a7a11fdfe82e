"""The whole site on a free port, with the database at hand: for screenshots and measurements of the pages."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

from tests import services, stack


@contextmanager
def site(**environ: str):
    """Yields the running stack. Django is set up in this process, on the stack's own database and files."""
    with tempfile.TemporaryDirectory(prefix="parterre-pages-", ignore_cleanup_errors=True) as folder:
        valkey, redis_url = services.start_valkey(Path(folder) / "valkey")
        running = stack.Stack(Path(folder), REDIS_URL=redis_url, **environ)
        os.environ.update(running.environ, DJANGO_SETTINGS_MODULE="exterior_site.settings")
        # Playwright keeps an event loop in the main thread, which Django would take for asynchronous code.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        try:
            import django

            django.setup()
            yield running.start()
        finally:
            running.stop()
            services.stop(valkey)


def cookie_of(person, url: str, **more) -> dict:
    """The session of a person who signed in, as a browser keeps it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.update(more)
    session.create()
    return {"name": "sessionid", "value": session.session_key, "url": url}
