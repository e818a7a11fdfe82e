"""The one page that is a real browser's."""

from contextlib import contextmanager

from playwright.sync_api import Page as BrowserPage
from playwright.sync_api import sync_playwright

from tests import services
from tests.bench.visitor import Page

# Notes the moment of the first frame that has the picture on it.
WATCH = """
const seen = new MutationObserver(() => {
  if (window.shownAt || !document.querySelector("before-after")) return;
  window.shownAt = -1;
  requestAnimationFrame(() => (window.shownAt = Date.now()));
});
seen.observe(document, { childList: true, subtree: true });
"""
PATIENCE_MS = 20_000


class Tab:
    """``streams`` counts the streams that it opened."""

    def __init__(self, page: BrowserPage, url: str):
        self.page, self.url, self.streams = page, url, 0
        page.on("response", self._count)

    def open(self, waiting: Page) -> None:
        """A waiting page of one person, with its stream."""
        self.page.context.clear_cookies()
        self.page.context.add_cookies([{"name": "sessionid", "value": waiting.session, "url": self.url}])
        before = self.streams
        self.page.goto(f"{self.url}/generations/{waiting.generation.id}/")
        self.wait_for_stream(before + 1)

    def shown_at(self) -> float:
        """When the picture was there, in seconds of the epoch; waits for it."""
        self.page.locator("before-after").first.wait_for(timeout=PATIENCE_MS)
        while (at := self.page.evaluate("window.shownAt")) in (None, -1):
            self.page.wait_for_timeout(5)
        return at / 1000

    def wait_for_stream(self, count: int, milliseconds: int = PATIENCE_MS) -> bool:
        for _turn in range(milliseconds // 20):
            if self.streams >= count:
                return True
            self.page.wait_for_timeout(20)
        return False

    def _count(self, response) -> None:
        self.streams += "/events" in response.url and response.status == 200


@contextmanager
def tab(url: str):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.find_chromium(), args=services.BROWSER_FLAGS)
        page = browser.new_context(reduced_motion="reduce").new_page()
        page.add_init_script(WATCH)
        yield Tab(page, url)
        browser.close()
