"""What a page weighs on the wire, and what axe says of it in light and dark."""

from playwright.sync_api import sync_playwright

from tests import axe, services

PHONE = {"width": 412, "height": 823}


def of(url: str, cookies: list[dict]) -> dict:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.find_chromium(), args=services.BROWSER_FLAGS)
        try:
            bytes_by_type = _loaded(browser, url, cookies)
            found = {violation for theme in ("light", "dark") for violation in _looked_at(browser, url, cookies, theme)}
        finally:
            browser.close()
    for violation in sorted(found):
        print(f"  axe {violation}")
    other = sum(size for kind, size in bytes_by_type.items() if kind not in ("Image", "Manifest"))
    return {
        "axe": len(found),
        "kb_without_pictures": round(other / 1024, 1),
        "js_kb": round(bytes_by_type.get("Script", 0) / 1024, 1),
    }


def _loaded(browser, url: str, cookies: list[dict]) -> dict[str, int]:
    """Bytes received by type of resource, headers included, at a first visit."""
    context = browser.new_context(viewport=PHONE)
    context.add_cookies(cookies)
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    types, sizes = {}, {}
    devtools.on("Network.responseReceived", lambda event: types.update({event["requestId"]: event["type"]}))
    devtools.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    devtools.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    context.close()
    totals = {}
    for request, size in sizes.items():
        kind = types.get(request, "Other")
        totals[kind] = totals.get(kind, 0) + size
    return totals


def _looked_at(browser, url: str, cookies: list[dict], theme: str) -> list[str]:
    context = browser.new_context(viewport=PHONE, color_scheme=theme, reduced_motion="reduce")
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(url, wait_until="load")
    found = axe.violations(page)
    context.close()
    return found
