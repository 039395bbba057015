"""Pictures of every view from the demo's own journeys at a fixed moment:  python -m tests.browser.screenshots FOLDER

Every view × both themes × both languages × three widths, as WebP (Chromium packs them), 3 MB in all at most; and a customer's page
without the line to the service, and while it catches up, once at each width. What is another at each run (ids, hashes, when staff
looked, how long something took) is written over with words of the same length, so that a picture changes where its view did.
"""

import base64
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, WebSocketRoute, expect, sync_playwright

from app.demo.backdrop import DONE_FILE
from app.demo.calendar import ANCHOR_FILE
from tests.browser.conftest import ARGUMENTS, LOOKING, NAMES, SPEAKING, executable
from tests.browser.people import Desk
from tests.browser.service import RunningService
from tests.browser.views import VIEWS, WIDTHS, View

MOMENT = datetime(2026, 11, 20, 10, 40, tzinfo=UTC)  # a Friday before noon in the shop
MOST_BYTES, QUALITY = 3_000_000, 0.5
SHOWN = "Katarzyna"  # whose page is shown: the jacket with the broken zip, over four channels
PLAYED = 180.0  # seconds within which the demo has to be played
DRAWN_MS = 60_000
SETTLING_MS = 400  # what is drawn late: pictures compare nothing
THEMES: tuple[str, ...] = ("light", "dark")
_SAME = r"""([today, moment]) => {
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const said = [[/\b([a-z]-01)[0-9a-f]{2}…[0-9a-f]{4}\b/g, "$1a2…4a25"], [/\b([a-z]-01)[0-9a-f]{30}\b/g, "$1a2051398e5790ca588755fa00ba5f"],
        [/\b[0-9a-f]{4} [0-9a-f]{4} … [0-9a-f]{4}\b/g, "ac73 07b9 … e137"], [/(klucz(?:em)?|key) [0-9a-f]{8}…/g, "$1 0d5393c6…"],
        [/\b\d+ ms\b/g, "92 ms"], [/\((próba|attempt) \d+\)/g, "($1 4)"], [/(Ponawiam za|Trying again in) \d+/g, "$1 3"],
        [/#\d[\d\s,.]{3,}(?=,)/g, "#12 096"], [/(globalnie|in the log) [\d\s,.]+/g, "$1 2603"],
        [/([+−]\d+) (dni|dzień|days?)\b/g, "+2 $2"],
        [/(?<![\d:])\d\d:\d\d:\d\d(?=, (?:tylko|only|klucz|key)| (?:podpisany|signed))/g, "12:06:09"]];
    while (words.nextNode()) {
        let told = words.currentNode.data;
        for (const [found, other] of said) told = told.replaceAll(found, other);
        if (told !== words.currentNode.data) words.currentNode.data = told;
    }
    const date = { day: "numeric", month: "short" };
    for (const parts of [{ weekday: "long", day: "numeric", month: "long", year: "numeric" }, { ...date, year: "numeric" }, date]) {
        const day = new Intl.DateTimeFormat(document.documentElement.lang === "pl" ? "pl-PL" : "en-GB", parts);
        for (const each of document.querySelectorAll(".recent td, .seen .m, .evt .day, .verd span"))
            for (const said of each.childNodes) if (said.nodeType === 3) said.data = said.data.replace(day.format(today), day.format(moment));
    }
    for (const look of document.querySelectorAll(".ev.look .h")) look.textContent = "12:06";
    for (const when of document.querySelectorAll(".recent td:nth-of-type(1)")) when.textContent = when.textContent.replace(/\d\d:\d\d/, "12:06");
}"""
_PACK = """async ([picture, quality]) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext("2d").drawImage(image, 0, 0);
    const packed = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality })).arrayBuffer());
    let text = "";
    for (let at = 0; at < packed.length; at += 8192) text += String.fromCharCode(...packed.subarray(at, at + 8192));
    return btoa(text);
}"""


def main(folder: Path) -> int:
    """Take them all; 1 if they are too large."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as kept, sync_playwright() as started:
        service = _played(Path(kept))
        try:
            browser = started.chromium.launch(executable_path=executable(), args=ARGUMENTS)
            packer = browser.new_page()
            size = 0
            for name, picture in _pictures(browser, service):
                packed = base64.b64decode(packer.evaluate(_PACK, [base64.b64encode(picture).decode(), QUALITY]))
                (folder / f"{name}.webp").write_bytes(packed)
                size += len(packed)
            browser.close()
        finally:
            service.kill()  # nothing of it is kept
    print(f"{size:,} bytes in {folder}")
    return int(size > MOST_BYTES)


def _played(folder: Path) -> RunningService:
    """A service into which the demo was played as if at that moment."""
    data = folder / "data"
    data.mkdir()
    (data / ANCHOR_FILE).write_text(f'{{"anchor":"{MOMENT.isoformat()}"}}')
    service = RunningService(folder)
    service.start("--demo", "--demo-speed", "100")
    end = time.monotonic() + PLAYED
    while not ((data / DONE_FILE).exists() and "journeys are played" in (folder / "service.log").read_text()):
        if time.monotonic() > end:
            raise TimeoutError(f"the demo was not played within {PLAYED:.0f} s")
        time.sleep(0.5)
    return service


def _pictures(browser: Browser, service: RunningService) -> Iterator[tuple[str, bytes]]:
    rows = Desk(service).get("inbox?tab=team")["customers"]
    customer_id = next(each["customer_id"] for each in rows if each["display_name"].startswith(SHOWN))
    for role in dict.fromkeys(view.role for view in VIEWS):
        context = browser.new_context(reduced_motion="reduce")
        page = context.new_page()
        page.goto(service.link(role, NAMES[role]))
        for script in (SPEAKING.replace("LANGUAGE", "pl"), *([LOOKING] if role == "auditor" else [])):
            context.add_init_script(script)
        page.clock.set_fixed_time(MOMENT)
        for view in (view for view in VIEWS if view.role == role):
            yield from _of_view(page, view, f"{service.address}{view.path.format(id=customer_id)}")
        context.close()
    yield from _of_line(browser, service, f"{service.address}/console/customers/{customer_id}")


class _Line:
    """A page's own line to the service: whole, parted (no attempt is answered), or held (open, and nothing comes of what is followed)."""

    def __init__(self, page: Page) -> None:
        self.is_now = "whole"
        page.route_web_socket("**/v1/live", self._joined)

    def part(self) -> None:
        """Break it."""
        self.is_now = "parted"
        self._end.close(code=1012)

    def _joined(self, end: WebSocketRoute) -> None:
        self._end = end
        if self.is_now != "parted":
            server = end.connect_to_server()
            server.on_message(
                lambda frame: None if self.is_now == "held" and "id" in json.loads(frame) else end.send(frame)
            )


def _of_line(browser: Browser, service: RunningService, address: str) -> Iterator[tuple[str, bytes]]:
    context = browser.new_context(reduced_motion="reduce")
    context.add_init_script("delete self.SharedWorker")  # this tab has a line of its own, which can be parted
    page = context.new_page()
    line = _Line(page)
    page.goto(service.link("agent", NAMES["agent"]))
    for language, theme, width in (("pl", "light", "desk"), ("en", "dark", "tablet"), ("pl", "dark", "phone")):
        line.is_now = "whole"
        page.evaluate("(language) => localStorage.setItem('throughline.language', language)", language)
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        page.set_viewport_size({"width": WIDTHS[width][0], "height": WIDTHS[width][1]})
        page.clock.set_fixed_time(MOMENT)
        page.goto(address)
        expect(page.locator(".row").last).to_be_visible(timeout=DRAWN_MS)
        expect(page.locator(".dotok:not(.off)")).to_be_visible(timeout=DRAWN_MS)
        line.part()
        expect(page.locator(".recon")).to_be_visible(timeout=DRAWN_MS)
        page.clock.set_fixed_time(MOMENT + timedelta(seconds=14))
        yield f"customers-one-stale-{language}-{theme}-{width}", _settled(page)
        line.is_now = "held"
        page.locator(".recon button").click()
        expect(page.locator(".recon")).to_be_hidden(timeout=DRAWN_MS)
        expect(page.locator(".dotok.off")).to_be_visible(timeout=DRAWN_MS)
        yield f"customers-one-catching-up-{language}-{theme}-{width}", _settled(page)
    context.close()


def _of_view(page: Page, view: View, address: str) -> Iterator[tuple[str, bytes]]:
    name = view.path.removeprefix("/console").format(id="one").strip("/").replace("/", "-") or "queue"
    for language in ("pl", "en"):
        page.goto(address)
        page.evaluate("(language) => localStorage.setItem('throughline.language', language)", language)
        page.reload()
        for width, (across, down) in WIDTHS.items():
            page.set_viewport_size({"width": across, "height": down})
            for theme in THEMES:
                page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
                expect(page.locator(view.ready).last).to_be_visible(timeout=DRAWN_MS)
                yield f"{name}-{language}-{theme}-{width}", _settled(page)


def _settled(page: Page) -> bytes:
    page.wait_for_timeout(SETTLING_MS)
    page.evaluate(_SAME, [1000 * time.time(), 1000 * MOMENT.timestamp()])
    return page.screenshot()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
