import os
import re

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests import services
from tests import stack as stacks
from tests.browser.editor_page import base, browsing, editor, harness, server  # noqa: F401 - fixtures

SCREENSHOTS = stacks.ROOT / "screenshots" / "failed"
DESKTOP = {"width": 1280, "height": 800}
# Machines are shared: what is waited for comes at once on a quiet one.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def chromium():
    path = os.environ.get("CHROMIUM") or services.find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=services.BROWSER_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def embedded(tmp_path_factory):
    """The site with our own API in it, with real workers and the real renderer."""
    site = stacks.embedded(tmp_path_factory.mktemp("embedded"))
    yield site
    site.stop()


@pytest.fixture(scope="session")
def separate(tmp_path_factory):
    """The site with our API absent from it, served by another process with another database."""
    site, api = stacks.separate(tmp_path_factory.mktemp("separate"))
    yield site
    site.stop()
    api.stop()


@pytest.fixture
def site(request, embedded):
    return embedded


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if call.when == "call" and outcome.get_result().failed:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"\W+", "-", item.name)
        for number, page in enumerate(getattr(item, "pages", [])):
            page.screenshot(path=SCREENSHOTS / f"{name}-{number}.png")


@pytest.fixture
def visitor(request, chromium, site):
    """``visitor()`` opens a page for a new person. Errors on any of the pages fail the test, CSP's included."""
    contexts, troubles = [], []
    request.node.pages = []

    def open_page(language="en", viewport=None, **options) -> Page:
        context = chromium.new_context(
            base_url=site.url, locale=language, viewport=viewport or DESKTOP, reduced_motion="reduce", **options
        )
        context.set_default_timeout(30_000)
        contexts.append(context)

        def watch(page):
            request.node.pages.append(page)
            page.on("pageerror", lambda error: troubles.append(str(error)))
            page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)

        context.on("page", watch)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, f"errors in the browser: {troubles}"
