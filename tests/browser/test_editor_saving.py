"""What was drawn is kept: on the device, on the server, or said not to be."""

import numpy as np
from playwright.sync_api import expect

from tests.browser.editor_page import Editor


def test_a_draft_comes_back_after_the_tab_was_closed(browsing, base, editor):
    editor.tool("brush")
    editor.drag((0.2, 0.4), (0.8, 0.6))
    marked = editor.mask()
    expect(editor.page.locator("[data-part=saved]")).to_have_text("Saved on this device")
    editor.page.close()
    again = Editor(browsing.new_page(), base)
    assert np.array_equal(again.mask(), marked)
    expect(again.notice()).to_contain_text("back")


def test_a_draft_comes_back_from_the_server_on_another_device(chromium, browsing, base, editor, server):
    editor.tool("brush")
    editor.drag((0.2, 0.4), (0.8, 0.6))
    marked = editor.mask()
    expect(editor.page.locator("[data-part=saved]")).to_have_text("Saved", timeout=8000)
    other = chromium.new_context()
    again = Editor(other.new_page(), base)
    assert np.array_equal(again.mask(), marked)
    other.close()


SLOW_DRAFT = """() => {
  const { fetch } = window;
  const later = new Promise((done) => (window.answer = done));
  window.fetch = async (url, ...rest) => (await (String(url).endsWith("/draft") && later), fetch(url, ...rest));
}"""


def test_nobody_draws_before_the_draft_is_there_that_would_wipe_it_out(browsing, editor):
    editor.tool("brush")
    editor.drag((0.2, 0.4), (0.8, 0.6))
    marked = editor.mask()
    expect(editor.page.locator("[data-part=saved]")).to_have_text("Saved", timeout=8000)
    page = editor.page
    # On a device that knows nothing of it, by a connection that takes its time.
    page.evaluate("indexedDB.deleteDatabase('parterre-areas')")
    page.add_init_script(f"({SLOW_DRAFT})()")
    page.reload()
    page.wait_for_function("document.querySelector('mask-editor')?.inert")
    page.mouse.move(*editor.at(0.3, 0.2))
    page.mouse.down()
    page.mouse.move(*editor.at(0.6, 0.3))
    page.evaluate("answer()")
    page.wait_for_selector("mask-editor[data-ready]")
    page.mouse.up()
    assert page.evaluate("document.querySelector('mask-editor').drawing.done.length") == 0
    assert np.array_equal(editor.mask(), marked)


def test_where_the_browser_keeps_nothing_the_area_goes_to_the_server(browsing, base, server):
    browsing.add_init_script("Object.defineProperty(window, 'indexedDB', {get() { throw new Error('refused') }})")
    editor = Editor(browsing.new_page(), base)
    editor.tool("brush")
    editor.drag((0.2, 0.4), (0.8, 0.6))
    expect(editor.page.locator("[data-part=saved]")).to_have_text("Saved", timeout=8000)
    assert server.state()["draft"]


def test_offline_the_area_is_kept_and_sent_later(browsing, editor, server):
    browsing.set_offline(True)
    editor.tool("brush")
    editor.drag((0.2, 0.4), (0.8, 0.6))
    expect(editor.page.locator("[data-part=saved]")).to_contain_text("connection is back", timeout=8000)
    browsing.set_offline(False)
    expect(editor.page.locator("[data-part=saved]")).to_have_text("Saved", timeout=8000)
    assert server.state()["saves"] == 1


def test_a_photo_deleted_elsewhere_is_told_and_the_area_stays(editor, server):
    server(draft_status=404)
    editor.tool("brush")
    editor.drag((0.2, 0.4), (0.8, 0.6))
    expect(editor.notice()).to_contain_text("deleted", timeout=8000)
    assert editor.mask().any()


def test_the_form_carries_the_area_as_a_file(editor, server):
    server(keep_form=True)
    editor.tool("rectangle")
    editor.drag((0.2, 0.5), (0.7, 0.8))
    editor.page.get_by_role("button", name="Draw", exact=True).click()
    editor.page.wait_for_selector("text=Sent")
    form = server.state()["form"]
    assert 'name="mask"; filename="area.png"' in form
    assert "Content-Type: image/png" in form


STORAGE = """() => {
  const { put } = IDBObjectStore.prototype;
  window.storageFull = true;
  IDBObjectStore.prototype.put = function (...what) {
    if (window.storageFull) throw new DOMException("no room", "QuotaExceededError");
    return put.apply(this, what);
  };
}"""


def test_with_the_storage_full_the_area_goes_to_the_server_and_later_to_the_device(browsing, base, server):
    browsing.add_init_script(f"({STORAGE})()")
    editor = Editor(browsing.new_page(), base)
    saved = editor.page.locator("[data-part=saved]")
    editor.tool("brush")
    editor.drag((0.2, 0.3), (0.4, 0.3))
    expect(saved).to_have_text("Saved")
    browsing.set_offline(True)
    editor.drag((0.6, 0.3), (0.8, 0.3))
    expect(saved).to_contain_text("Not saved yet")
    expect(editor.notice()).to_contain_text("Leave this page open")
    with editor.page.expect_event("dialog") as question:
        editor.page.close(run_before_unload=True)
    assert question.value.type == "beforeunload"
    question.value.dismiss()
    # Room again: what did not fit before has to go to the device too, not only what is drawn now.
    editor.page.evaluate("() => { window.storageFull = false }")
    editor.drag((0.2, 0.8), (0.4, 0.8))
    expect(saved).to_contain_text("Saved on this device")
    drawn = editor.mask()
    browsing.set_offline(False)
    server(draft_status=500)
    again = Editor(browsing.new_page(), base)
    assert np.array_equal(again.mask(), drawn)
