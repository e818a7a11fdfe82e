"""What every page needs: the name of the site, who is asking, photos left, the chosen theme."""

from functools import cache

from django.conf import settings

from projects import ledger, live, upstream_health

THEMES = ("light", "dark")


def page(request) -> dict:
    person = getattr(request, "person", None)
    theme = request.COOKIES.get("theme", "")
    return {
        "site_name": settings.SITE_NAME,
        "person": person,
        "photos_left": cache(lambda: ledger.photos_left(person)),
        "live_token": lambda: live.token_for(person) if person else "",
        "theme": theme if theme in THEMES else "",
        "languages": settings.LANGUAGES,
        "upstream_notice": upstream_health.notice,
    }
