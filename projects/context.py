"""What every page needs: the name of the site, who is asking, photos left, the chosen theme."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from projects import ledger, live

THEMES = ("light", "dark")


def page(request) -> dict:
    person = getattr(request, "person", None)
    theme = request.COOKIES.get("theme", "")
    return {
        "site_name": settings.SITE_NAME,
        "person": person,
        "photos_left": SimpleLazyObject(lambda: ledger.photos_left(person)),
        "live_token": SimpleLazyObject(lambda: live.token_for(person) if person else ""),
        "theme": theme if theme in THEMES else "",
        "languages": settings.LANGUAGES,
    }
