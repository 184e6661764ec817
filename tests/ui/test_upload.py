"""Sending files from a page, in a browser: progress, stopping, repeating, refusals, keyboard and screen reader."""

import asyncio
import tempfile
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

pytestmark = pytest.mark.xdist_group("kit")

FOLDER = tempfile.TemporaryDirectory()
ALIVE = "Object.keys(document.querySelector('#many') ?? {}).some((key) => key.startsWith('__reactFiber'))"
DROP = """([zone, name, size]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(size)], name));
  for (const type of ["dragover", "drop"])
    zone.dispatchEvent(new DragEvent(type, {dataTransfer: transfer, bubbles: true, cancelable: true}));
}"""


def file(name: str, size: int = 1000) -> Path:
    """A file on disk: what a browser is sent through its remote control takes seconds."""
    made = Path(tempfile.mkdtemp(dir=FOLDER.name)) / name
    with made.open("wb") as written:
        written.truncate(size)
    return made


async def choose(page: Page, *files: Path, label: str = "Choose files") -> None:
    await page.get_by_label(label).set_input_files(list(files))


async def until(page: Page, truth: str) -> None:
    """Wait for something in the page; Playwright's own way needs eval, which the policy refuses."""
    for _ in range(300):
        if await page.evaluate(truth):
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"never true: {truth}")


async def received(page: Page) -> list[str]:
    return await (await page.request.get("/received")).json()


@pytest.fixture
async def uploads(page: Page) -> Page:
    await page.goto("/uploads")
    await until(page, ALIVE)
    return page


async def test_files_arrive_whole_and_the_page_hears_of_each(uploads: Page):
    await choose(uploads, file("one.txt", 1234), file("Łódź & más.txt", 5))
    there = uploads.locator("#there li")
    await expect(there).to_have_count(2)
    assert set(await there.all_inner_texts()) == {"one.txt", "Łódź & más.txt"}
    assert {"one.txt 1234", "Łódź & más.txt 5"} <= set(await received(uploads))
    await expect(uploads.get_by_role("status").filter(has_text="is uploaded.")).to_be_attached()


async def test_progress_is_shown_and_an_upload_can_be_cancelled(uploads: Page):
    await choose(uploads, file("slow-cancelled.bin", 19_000_000))
    bar = uploads.get_by_role("progressbar", name="Upload of slow-cancelled.bin")
    await expect(bar).to_be_visible()
    await until(uploads, "document.querySelector('progress').value > 0")
    await uploads.get_by_role("button", name="Cancel slow-cancelled.bin").click()
    await expect(bar).to_be_hidden()
    await expect(uploads.get_by_label("Choose files")).to_be_focused()
    await uploads.wait_for_timeout(500)
    assert not [name for name in await received(uploads) if name.startswith("slow-cancelled")]


async def test_a_failed_upload_says_why_and_can_be_tried_again(uploads: Page):
    await choose(uploads, file("once.txt"))
    row = uploads.get_by_role("list", name="Uploads").get_by_role("listitem")
    await expect(row).to_contain_text("Something broke. Tell support this number: r-500")
    await uploads.get_by_role("button", name="Try again once.txt").click()
    await expect(uploads.locator("#there li")).to_have_text(["once.txt"])


@pytest.mark.parametrize("size", [1000, 19_000_000], ids=["small", "large"])
async def test_a_refusal_shows_the_servers_words_and_the_way_out(uploads: Page, size: int):
    """Also when the server answers before it has read the file."""
    await choose(uploads, file("full.bin", size))
    row = uploads.get_by_role("list", name="Uploads").get_by_role("listitem")
    await expect(row).to_contain_text("The storage of your plan is full. See plans")
    await expect(uploads.get_by_role("link", name="See plans")).to_have_attribute("href", "/people")


async def test_without_a_connection_nothing_is_lost(uploads: Page):
    await uploads.context.set_offline(True)
    await choose(uploads, file("offline.txt"))
    row = uploads.get_by_role("list", name="Uploads").get_by_role("listitem")
    await expect(row).to_contain_text("The connection was lost.")
    await uploads.context.set_offline(False)
    await uploads.get_by_role("button", name="Try again offline.txt").click()
    # The page's socket was cut too, and waits for some seconds between its attempts.
    await expect(uploads.locator("#there li")).to_have_text(["offline.txt"], timeout=20_000)


async def test_a_file_that_is_too_large_is_not_even_sent(uploads: Page):
    await choose(uploads, file("huge.bin", 21_000_000))
    row = uploads.get_by_role("list", name="Uploads").get_by_role("listitem")
    await expect(row).to_contain_text("This file is 21 MB large. Files of up to 20 MB can be uploaded. See plans")
    assert not [name for name in await received(uploads) if name.startswith("huge")]
    await uploads.get_by_role("button", name="Dismiss huge.bin").click()
    await expect(uploads.get_by_role("list", name="Uploads")).to_be_hidden()


async def test_two_go_at_once_and_the_others_wait(uploads: Page):
    await choose(uploads, *(file(f"slow-{n}.bin", 3_000_000) for n in range(4)))
    rows = uploads.get_by_role("list", name="Uploads").get_by_role("listitem")
    await expect(rows).to_have_count(4)
    assert await uploads.locator('li[data-state="waiting"]').count() == 2
    await expect(uploads.locator('li[data-state="done"]')).to_have_count(4, timeout=20_000)


async def test_files_can_be_dropped(uploads: Page):
    zone = await uploads.locator("#many > div").element_handle()
    await uploads.evaluate(DROP, [zone, "dropped.txt", 7])
    await expect(uploads.locator("#there li")).to_have_text(["dropped.txt"])


async def test_one_picture_replaces_the_other(uploads: Page):
    for name in ("first.png", "second.png"):
        await choose(uploads, file(name), label="Choose a picture")
        await expect(uploads.locator("#one li")).to_contain_text([name])
    await expect(uploads.locator("#one li")).to_have_count(1)


async def test_it_is_used_by_keyboard(uploads: Page):
    async with uploads.expect_file_chooser() as chooser:
        await uploads.get_by_label("Choose files").focus()
        await expect(uploads.get_by_label("Choose files")).to_be_focused()  # by now the browser listens for choosers
        await uploads.keyboard.press("Space")
    await (await chooser.value).set_files([file("full.bin")])
    await expect(uploads.get_by_role("link", name="See plans")).to_be_visible()
    await uploads.keyboard.press("Tab")
    await expect(uploads.get_by_role("button", name="Try again full.bin")).to_be_focused()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 320), ("dark", 320)])
async def test_every_state_is_accessible(browser, kit: str, scheme: str, width: int):
    size = {"width": width, "height": 900}
    context = await browser.new_context(base_url=kit, color_scheme=scheme, viewport=size, bypass_csp=True)
    page = await context.new_page()
    await page.goto("/uploads")
    await until(page, ALIVE)
    many = [file("slow.bin", 8_000_000), file("full-of-a-very-long-name-that-has-no-end.bin"), file("fine.txt")]
    await choose(page, *many, file("huge.bin", 21_000_000))
    await expect(page.locator('li[data-state="failed"]')).to_have_count(1)
    found = (await Axe().run(page)).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await context.close()
