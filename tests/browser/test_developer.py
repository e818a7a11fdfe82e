"""The Developer Space and the documentation in a real browser: a key is made, copied and used from the page."""

import re

from playwright.sync_api import expect

from tests.browser import steps


def test_a_developer_makes_a_key_and_tries_the_api_from_its_documentation(visitor, site):
    page = visitor(permissions=["clipboard-read", "clipboard-write"])
    steps.sign_up(page, site, "developer@example.org", "a long pass phrase", "/accounts/signup/?next=/api/developers/")
    user_id = page.locator("copy-text code").first.inner_text()
    page.fill("#id_name", "Website")
    page.get_by_role("button", name="Make a key").click()
    page.get_by_role("button", name="Copy: The key").click()
    key = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"ext_[\w-]{43}", key)

    page.get_by_role("link", name="Read the documentation").click()
    page.get_by_label("API key").fill(key)
    page.locator("#try-user").fill(user_id)
    answers = {}
    for call in ("generate", "get", "cancel", "credit"):
        section = page.locator(f"#{call} try-call")
        section.locator("summary").click()
        section.get_by_role("button", name="Send").click()
        output = section.locator("output")
        expect(output).to_have_text(re.compile(r"\n200\n|\n409\n", re.S))
        answers[call] = output.inner_text()
    assert "generation_id" in answers["generate"]
    assert re.search(r'"status": "(STARTING|PROCESSING)"', answers["get"])

    page.goto("/api/developers/")
    expect(page.locator("#calls tbody tr")).to_have_count(4)
    expect(page.locator("#photos")).to_contain_text("Taken by a generation")
    page.get_by_role("button", name="Revoke Website").click()
    expect(page.locator("#keys")).to_contain_text("There is no key yet")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_on_a_phone_and_without_scripts_both_pages_can_be_read(visitor):
    page = visitor(language="fr", viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto("/api/docs/")

    expect(page.get_by_role("heading", name="Nouvelle création")).to_be_visible()
    expect(page.locator("try-call").first).to_be_hidden()
    page.get_by_role("link", name="Espace développeur").first.click()
    expect(page.locator("input[type=password]")).to_be_visible()
