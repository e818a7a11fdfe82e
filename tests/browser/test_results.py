"""From a guest's photo to what is taken home: in French on a phone, in English on a desktop; and axe on every page."""

import io
import re
import uuid

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests import axe
from tests import stack as stacks
from tests.browser import steps

pytestmark = pytest.mark.timeout(400)
PHONE = {"width": 390, "height": 844}
SMALL_PHONE = {"width": 360, "height": 780}
PASSWORD = "a garden with a view"
# The sheet of a phone's system, which no browser without a screen has.
SHARE_SHEET = """
    navigator.canShare = () => true;
    navigator.share = async ({files: [{name, type, size}]}) => {
        if (size) document.documentElement.dataset.handed = `${name} ${type}`;
    };
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The whole stack, with a renderer that whitens the area at once."""
    folder = tmp_path_factory.mktemp("results")
    held = {"RENDERER": "tests.browser.renderers.held", "HOLD_FILE": str(folder / "never")}
    running = stacks.Stack(folder, GUEST_PHOTOS="3", **held)
    yield running.start()
    running.stop()


def taken(page: Page, name: re.Pattern) -> tuple[str, Image.Image]:
    """The file that a link gives: its name, and the picture in it."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    content = download.value.path().read_bytes()
    return download.value.suggested_filename, Image.open(io.BytesIO(content))


def nothing_wider(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url


def seen_by_axe(page: Page) -> None:
    """In light and in dark, whatever the page has opened by now."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert not axe.violations(page), f"{theme} {page.url}"
    nothing_wider(page)


def test_a_french_guest_on_a_phone_keeps_the_work_on_signing_up_and_takes_it_home(visitor, site):
    page = visitor("fr", PHONE, has_touch=True, is_mobile=True)
    page.add_init_script(SHARE_SHEET)
    page.goto("/")
    seen_by_axe(page)
    page.get_by_role("link", name="Essayer avec votre photo").click()
    seen_by_axe(page)
    page.set_input_files("input[type=file][name=photo]", steps.SCENE)
    page.wait_for_url("**/draw/")
    says_what_is_missing(page)
    steps.paint(page)
    steps.choose(page, "TERRACE")
    keeps_the_type_and_tells_the_size(page)
    seen_by_axe(page)
    page.get_by_role("button", name="Créer l’image de la terrasse").click()
    page.wait_for_url("**/generations/**")
    steps.wait_for_picture(page)
    # As wide as it is shown, for the browser to choose the sharper file by.
    expect(page.locator(".before-after__after")).to_have_attribute("sizes", re.compile(r"^\d+px$"))
    seen_by_axe(page)
    page.get_by_role("button", name="Envoyer l’image").click()
    expect(page.locator("html")).to_have_attribute("data-handed", re.compile(r"^.+\.jpg image/jpeg$"))
    first = steps.generation_of(page)

    steps.sign_up(page, site, f"{uuid.uuid4().hex[:8]}@example.com", PASSWORD, look=seen_by_axe)
    expect(page.get_by_text("1 variante")).to_be_visible()
    seen_by_axe(page)
    page.set_viewport_size(SMALL_PHONE)
    nothing_wider(page)
    page.set_viewport_size(PHONE)
    page.locator(".card:not(.card--new)").click()
    page.get_by_role("button", name="Piscine").click()
    page.wait_for_function(f"location.pathname.includes('/generations/') && !location.pathname.includes('{first}')")
    steps.wait_for_picture(page)
    page.get_by_role("link", name="Ouvrir le projet").click()
    page.get_by_role("button", name="Favorite").click()
    expect(page.get_by_role("button", name="Favorite")).to_have_attribute("aria-pressed", "true")
    page.evaluate("document.querySelectorAll('details.act-more').forEach((part) => (part.open = true))")
    seen_by_axe(page)
    name, picture = taken(page, re.compile("en mouvement"))
    assert name.endswith("-animation.webp")
    assert picture.is_animated

    page.get_by_role("link", name="Comparer").click()
    expect(page.locator(".compare__side img")).to_have_count(2)
    seen_by_axe(page)
    page.get_by_role("combobox").nth(1).select_option("photo")
    page.wait_for_url(re.compile("b=photo"))


def says_what_is_missing(page: Page) -> None:
    hint = page.locator("draw-button [data-hint]")
    expect(page.locator("draw-button button")).to_have_attribute("aria-disabled", "true")
    for asked in (False, True):
        expect(hint).to_have_text("Marquez d’abord l’endroit sur la photo.")
        expect(page.locator("[data-hint][data-asked]")).to_have_count(int(asked))
        page.locator("draw-button button").click(force=True)
    assert page.url.endswith("/draw/")


def keeps_the_type_and_tells_the_size(page: Page) -> None:
    page.reload()
    expect(page.locator("mask-editor[data-ready]")).to_be_visible()
    expect(page.locator("[name=type][value=TERRACE]")).to_be_checked()
    expect(page.locator(".editor-foot__metres")).to_contain_text("m²", timeout=60_000)


def test_an_english_visitor_on_a_desktop_compares_looks_closely_and_throws_away(visitor):
    page = visitor()
    steps.upload(page)
    steps.paint(page)
    steps.choose(page, "POOL")
    steps.submit(page)
    steps.wait_for_picture(page)
    page.get_by_role("button", name="More like this").click()
    page.wait_for_url("**/generations/**")
    steps.wait_for_picture(page)
    page.get_by_role("link", name="Open the project").click()
    page.locator("summary", has_text="Download").click()
    _name, whole = taken(page, re.compile("Full size"))
    name, both = taken(page, re.compile("in one picture"))
    assert (whole.format, both.format) == ("PNG", "JPEG")
    assert name.endswith("-pool-2-before-after.jpg")

    sends_a_form_while_htmx_is_on_its_way(page)
    asks_before_the_last_picture(page)
    look_closely(page)
    show_a_client(page, visitor)
    compare(page)
    throw_away_and_bring_back(page)
    send_several_photos_at_once(page)
    for path in (
        "/photos-left/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/projects/?q=x",
    ):
        page.goto(path)
        seen_by_axe(page)


def sends_a_form_while_htmx_is_on_its_way(page: Page) -> None:
    held = []
    page.route("**/htmx-2*.js", lambda route: held.append(route))
    with page.expect_request("**/htmx-2*.js"):
        page.reload()
    steps.mark_load(page)
    page.locator("#favourite button").click()
    held[0].continue_()
    expect(page.locator("#favourite button")).to_have_attribute("aria-pressed", "true")
    assert not steps.was_reloaded(page)
    page.unroute("**/htmx-2*.js")


def asks_before_the_last_picture(page: Page) -> None:
    page.get_by_role("button", name="With other materials").click()
    expect(page.get_by_role("dialog", name="This takes your last picture")).to_be_visible()
    seen_by_axe(page)
    page.get_by_role("button", name="Not yet").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert "/projects/" in page.url


def look_closely(page: Page) -> None:
    page.get_by_role("link", name="Full screen").click()
    stage = page.locator(".viewer__stage")
    expect(stage).to_be_focused()
    shown = page.locator("viewer-others output")
    stage.press("ArrowRight")
    expect(shown).to_have_text("1 Pool")
    other = page.url
    page.get_by_role("button", name="The picture to the left").click()
    expect(shown).to_have_text("2 Pool")
    stage.press("ArrowRight")
    expect(shown).to_have_text("1 Pool")
    stage.press("+")
    expect(page.locator(".viewer [data-scale]")).to_have_text("×1.4")
    stage.press("Space")
    expect(page.get_by_role("button", name="Photo", exact=True)).to_have_attribute("aria-pressed", "true")
    seen_by_axe(page)
    with page.expect_navigation():
        page.keyboard.press("Escape")
    assert page.url == other
    expect(page.get_by_role("heading", name="variation 1")).to_be_visible()
    expect(page.locator("dialog.viewer")).to_be_hidden()
    page.locator(".before-after__range").dblclick()
    expect(page.locator("dialog.viewer")).to_be_visible()
    page.keyboard.press("Escape")


def show_a_client(page: Page, visitor) -> None:
    """Shared by a link, opened by a stranger on a phone, commented, heard of, and ended."""
    project = page.url
    page.get_by_role("link", name="Share by a link").click()
    page.get_by_label("Prepared for").fill("Mrs Rivière")
    page.get_by_role("button", name="Make the link").click()
    page.get_by_text("Put it on a page of your own").click()
    seen_by_axe(page)
    link = page.locator("[data-copied]").first.inner_text()
    assert f"{link}embed/" in page.locator("[data-copied]").last.inner_text()

    stranger = visitor("en", PHONE, has_touch=True, is_mobile=True)
    stranger.goto(link)
    steps.wait_for_picture(stranger)
    seen_by_axe(stranger)
    border = stranger.locator("before-after")
    before = border.evaluate("slider => slider.style.getPropertyValue('--at')")
    stranger.get_by_role("slider").press("ArrowRight")
    assert border.evaluate("slider => slider.style.getPropertyValue('--at')") != before
    stranger.get_by_role("button", name="Like").first.click()
    expect(stranger.get_by_role("button", name="I like it")).to_have_attribute("aria-pressed", "true")
    stranger.get_by_label("Your name").fill("Mrs Rivière")
    stranger.get_by_label("What do you think?").fill("Larger, <b>please</b>")
    stranger.get_by_role("button", name="Send").click()
    expect(stranger.get_by_text("Larger, <b>please</b>")).to_be_visible()
    seen_by_axe(stranger)

    page.goto(project)
    expect(page.get_by_text("Larger, <b>please</b>")).to_be_visible()
    expect(page.get_by_text("liked by one")).to_be_visible()
    seen_by_axe(page)
    page.get_by_role("link", name="Links and all comments").click()
    expect(page.get_by_text("seen once")).to_be_visible()
    page.get_by_role("button", name="End this link").click()
    expect(page.get_by_text("The link is ended")).to_be_visible()
    assert stranger.request.get(link).status == 404
    page.goto(project)


def compare(page: Page) -> None:
    page.get_by_role("link", name="Compare two").click()
    one, other = (page.locator("[data-world]").nth(side) for side in (0, 1))
    page.locator("[data-stage]").first.hover()
    page.mouse.wheel(0, -400)
    expect(page.locator("[data-scale]")).not_to_have_text("×1")
    assert one.evaluate("e => e.style.transform") == other.evaluate("e => e.style.transform") != ""


def throw_away_and_bring_back(page: Page) -> None:
    page.goto("/projects/")
    page.locator(".menu summary").click()
    seen_by_axe(page)
    page.get_by_label("Name of the project").fill("W" * 119)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".card__text b", has_text="W" * 119)).to_be_visible()
    nothing_wider(page)
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Delete the project").click()
    expect(page.get_by_text("is deleted")).to_be_visible()
    seen_by_axe(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".card:not(.card--new)")).to_have_count(1)


def send_several_photos_at_once(page: Page) -> None:
    """On the page of projects, where the one that is too heavy is named beside those that came."""
    light, heavy = sorted(steps.SCENES.glob("*.jpg"), key=lambda file: file.stat().st_size)[:2]
    most = light.stat().st_size
    page.evaluate("bytes => (document.querySelector('photo-drop').dataset.maxBytes = bytes)", most)
    page.locator("input[name=photo]").set_input_files([light, heavy, light])
    expect(page.locator(".card:not(.card--new)")).to_have_count(3)
    expect(page.get_by_role("alert")).to_contain_text(f"{heavy.name}: This file is too large")
    expect(page.locator(".card__text b", has_text="(2)")).to_have_count(1)
