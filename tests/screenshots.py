"""make screenshots: every page at four widths, in both languages, light and dark, empty and full, into var/screenshots.

``python -m tests.screenshots [word …]`` takes only pages whose names have one of the words.
"""

import json
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests import served, services

OUT = Path(__file__).parent.parent / "var" / "screenshots"
WIDTHS = {360: 780, 768: 1024, 1280: 800, 1920: 1080}
LANGUAGES, THEMES = ("en", "fr"), ("light", "dark")


def main(words: list[str]) -> int:
    OUT.mkdir(parents=True, exist_ok=True)
    with served.site(RENDERER="tests.browser.renderers.held", HOLD_FILE="/nowhere") as site:
        people, pages = prepared()
        wanted = [page for page in pages if not words or any(word in page[0] for word in words)]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=services.find_chromium(), args=services.BROWSER_FLAGS)
            troubles = []
            for theme in THEMES:
                for language in LANGUAGES:
                    for width, height in WIDTHS.items():
                        look = {
                            "locale": language,
                            "color_scheme": theme,
                            "viewport": {"width": width, "height": height},
                        }
                        for who, person in people.items():
                            context = browser.new_context(base_url=site.url, reduced_motion="reduce", **look)
                            if person:
                                context.add_cookies([served.cookie_of(person, site.url)])
                            mine = [page for page in wanted if page[1] == who]
                            troubles += taken(context.new_page(), mine, f"{width}-{language}-{theme}")
                            context.close()
            browser.close()
    print("\n".join(troubles) or "nothing wider than its screen")
    print(json.dumps({"pages": len(wanted), "folder": str(OUT), "too_wide": len(troubles)}))
    return bool(troubles)


def prepared() -> tuple[dict, list]:
    """People, and the pages to look at: name, who looks, path, and what is done there first."""
    from projects.models import ShareLink, Status
    from tests import gardens

    anna, bare = gardens.person("anna@example.com"), gardens.person("bare@example.com")
    projects = gardens.fill(anna)
    rich, fresh = projects[-1], gardens.untouched(anna)
    one = rich.generations.filter(status=Status.SUCCEEDED).first()
    link, over = gardens.share(rich), gardens.sharing.make_link(rich, [one], None, "en")
    ShareLink.objects.filter(id=over.id).update(expires=over.created)
    shown, ended = (f"/s/{gardens.sharing.token_for(share)}/" for share in (link, over))
    project = f"/projects/{rich.id}"
    at = {
        status: f"/generations/{rich.generations.filter(status=status).first().id}/"
        for status in Status
        if rich.generations.filter(status=status).exists()
    }
    pages = [
        ("front", "nobody", "/", None),
        ("start", "nobody", "/start/", None),
        ("projects-of-nobody", "nobody", "/projects/", None),
        ("login", "nobody", "/accounts/login/", None),
        ("signup", "nobody", "/accounts/signup/", None),
        ("password-reset", "nobody", "/accounts/password/reset/", None),
        ("password-reset-sent", "nobody", "/accounts/password/reset/done/", None),
        ("address-to-confirm", "nobody", "/accounts/confirm-email/", None),
        ("not-found", "nobody", "/nowhere/", None),
        ("too-large", "nobody", "/too-large/", None),
        ("photos-left-of-nobody", "nobody", "/photos-left/", None),
        ("projects-empty", "bare", "/projects/", None),
        ("archive-empty", "bare", "/projects/?archived=1", None),
        ("photos-left", "anna", "/photos-left/", None),
        ("projects", "anna", "/projects/", None),
        ("projects-menu", "anna", "/projects/", lambda page: page.locator(".menu summary").last.click()),
        ("projects-not-found", "anna", "/projects/?q=lac", None),
        ("project", "anna", f"{project}/?picture={one.id}", None),
        ("project-open", "anna", f"{project}/?picture={one.id}", unfolded),
        ("project-photo", "anna", f"{project}/?picture=photo", None),
        ("project-fresh", "anna", f"/projects/{fresh.id}/", None),
        (
            "full-screen",
            "anna",
            f"{project}/?picture={one.id}",
            lambda page: page.locator("[data-view-picture]").click(),
        ),
        ("compare", "anna", f"{project}/compare/", None),
        ("studio", "anna", f"{project}/draw/", None),
        ("drawn", "anna", at[Status.SUCCEEDED], None),
        ("waiting", "anna", at[Status.PROCESSING], None),
        ("failed", "anna", at[Status.FAILED], None),
        ("profile", "anna", "/profile/", None),
        ("export", "anna", "/profile/export/", None),
        ("project-zip", "anna", f"{project}/zip/", None),
        ("share", "anna", f"{project}/share/", None),
        ("brand", "anna", "/profile/brand/", None),
        ("clients", "anna", "/clients/", None),
        ("client-of-project", "anna", f"{project}/client/", None),
        ("shared", "nobody", shown, None),
        ("shared-embed", "nobody", f"{shown}embed/", None),
        ("shared-over", "nobody", ended, None),
        ("shared-nothing", "nobody", "/s/nothing/", None),
        ("email", "anna", "/accounts/email/", None),
        ("sign-out", "anna", "/accounts/logout/", None),
        ("password-change", "anna", "/accounts/password/change/", None),
        ("second-factor", "anna", "/accounts/2fa/", None),
        ("is-it-you", "anna", "/accounts/reauthenticate/", None),
        ("leave", "anna", "/profile/leave/", None),
    ]
    return {"nobody": None, "bare": bare, "anna": anna}, pages


def unfolded(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('details.act-more').forEach((part) => (part.open = true))")


def taken(page: Page, pages: list, look: str) -> list[str]:
    troubles = []
    for name, _who, path, act in pages:
        page.goto(path, wait_until="load")
        page.evaluate("document.fonts.ready")
        if act:
            act(page)
        page.wait_for_timeout(250)
        full = name not in ("studio", "full-screen")
        page.screenshot(path=OUT / f"{name}-{look}.png", full_page=full)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            troubles.append(f"{name} {look}: {wide} px wider than the screen")
    return troubles


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
