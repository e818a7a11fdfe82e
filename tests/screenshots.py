"""make screenshots: every page at four widths, in both languages, light and dark, empty and full, into var/screenshots.

``python -m tests.screenshots [word …]`` takes only pages whose names have one of the words; of words like
``768-fr-dark``, only these forms.
"""

import json
import sys
from itertools import product
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests import served, services

OUT = Path(__file__).parent.parent / "var" / "screenshots"
WIDTHS = {360: 780, 768: 1024, 1280: 800, 1920: 1080}
LANGUAGES, THEMES = ("en", "fr"), ("light", "dark")
# The picture of a whole page shows what nobody scrolled to yet: its images, and what is laid out when it comes near.
ALL_IMAGES = """async () => {
    const whole = new CSSStyleSheet();
    whole.replaceSync("* { content-visibility: visible !important }");
    document.adoptedStyleSheets.push(whole);
    const late = [...document.querySelectorAll('img[loading="lazy"]')].filter((image) => image.checkVisibility());
    late.forEach((image) => (image.loading = "eager"));
    await Promise.all(late.map((image) => image.decode().catch(() => null)));
}"""


def main(asked: list[str]) -> int:
    OUT.mkdir(parents=True, exist_ok=True)
    every = [f"{width}-{language}-{theme}" for theme, language, width in product(THEMES, LANGUAGES, WIDTHS)]
    forms = [form for form in every if form in asked] or every
    words = [word for word in asked if word not in every]
    with served.site(RENDERER="tests.browser.renderers.held", HOLD_FILE="/nowhere") as site:
        # Its models can be read only now that Django is set up.
        from tests import screenshot_pages

        people, pages = screenshot_pages.prepared()
        wanted = [page for page in pages if not words or any(word in page[0] for word in words)]
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=services.find_chromium(), args=services.BROWSER_FLAGS)
            troubles = []
            for form in forms:
                width, language, theme = form.split("-")
                size = {"width": int(width), "height": WIDTHS[int(width)]}
                look = {"locale": language, "color_scheme": theme, "viewport": size}
                for who, person in people.items():
                    context = browser.new_context(base_url=site.url, reduced_motion="reduce", **look)
                    if person:
                        more = screenshot_pages.session_of(person)
                        context.add_cookies([served.cookie_of(person, site.url, **more)])
                    mine = [page for page in wanted if page[1] == who]
                    troubles += taken(context.new_page(), mine, form)
                    context.close()
            browser.close()
    print("\n".join(troubles) or "nothing wider than its screen")
    print(json.dumps({"pages": len(wanted), "folder": str(OUT), "too_wide": len(troubles)}))
    return bool(troubles)


def taken(page: Page, pages: list, look: str) -> list[str]:
    troubles = []
    for name, _who, path, act in pages:
        page.goto(path, wait_until="load")
        page.evaluate("document.fonts.ready")
        if act:
            act(page)
        page.evaluate(ALL_IMAGES)
        page.wait_for_timeout(250)
        full = name not in ("studio", "full-screen")
        page.screenshot(path=OUT / f"{name}-{look}.png", full_page=full)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            troubles.append(f"{name} {look}: {wide} px wider than the screen")
    return troubles


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
