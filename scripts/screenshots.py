"""Makes the pictures of the README from the sample portal, and starts that portal when it is not running.

    make screenshots            at the usual port
    make screenshots PORT=8010  at another one

docs/images: home.png (a month of a clerk), why.png (why a sum is paid), decision.png (paper and its check).
"""

from __future__ import annotations

import argparse
import http.client
import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from antt_portal.local import processes

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "docs" / "images"
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
WIDTH, HEIGHT = 1366, 768
MARGIN: Final = 24
BEHIND: Final = "#3c4650"
COLOURS: Final = 64
PASSWORD: Final = os.environ.get("SAMPLE_PASSWORD", "Mau-2024-Binh-Dinh")
CLERK: Final = "canbo.21961"
NEIGHBOUR: Final = "canbo.21964"


def main() -> None:
    """Writes the three pictures and says how large they are."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8000)
    port: int = parser.parse_args().port
    FOLDER.mkdir(parents=True, exist_ok=True)
    with portal(port) as address, chromium() as browser:
        keep("home", home(browser, address))
        keep("why", why(browser, address))
        keep("decision", decision(browser, address))


def home(browser: Browser, address: str) -> Image.Image:
    """The month of a commune whose list waits for the clerk's check."""
    page = signed_in(browser, address, NEIGHBOUR)
    return seen(page)


def why(browser: Browser, address: str) -> Image.Image:
    """Why somebody who served part of the month is paid this sum."""
    page = signed_in(browser, address, CLERK)
    page.get_by_role("link", name="Kiểm tra danh sách chi trả").click()
    page.locator("td.number a").filter(has_not_text=".000").first.click()
    return seen(page)


def decision(browser: Browser, address: str) -> Image.Image:
    """The first page of a decision, and what its check code shows to anybody."""
    page = signed_in(browser, address, CLERK)
    page.get_by_role("link", name="Văn bản", exact=True).click()
    page.locator("tbody th a").first.click()
    link = page.get_by_role("link", name="Mở bản in (PDF)").get_attribute("href")
    paper = page.request.get(f"{address}{link}").body()
    check = page.get_by_role("link", name="/kiem-tra/").get_attribute("href")
    return beside(first_page(paper), public(browser, f"{address}{check}"))


def public(browser: Browser, address: str) -> Image.Image:
    """A page as somebody sees it who is not signed in, in a narrow window."""
    width = WIDTH - paper_width() - 3 * MARGIN
    page = browser.new_page(viewport={"width": width, "height": HEIGHT - 2 * MARGIN}, locale="vi-VN")
    page.goto(address)
    return seen(page)


def beside(paper: Image.Image, window: Image.Image) -> Image.Image:
    """The paper on the left, the window on the right."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), BEHIND)
    picture.paste(paper, (MARGIN, MARGIN))
    picture.paste(window, (paper.width + 2 * MARGIN, MARGIN))
    return picture


def first_page(pdf: bytes) -> Image.Image:
    """The first page, as high as the picture allows."""
    page = pypdfium2.PdfDocument(pdf)[0]
    drawn: Image.Image = page.render(scale=4 * HEIGHT / page.get_height()).to_pil()
    return drawn.convert("RGB").resize((paper_width(), HEIGHT - 2 * MARGIN), Image.Resampling.LANCZOS)


def paper_width() -> int:
    """Of an A4 sheet that is as high as the picture allows."""
    return round((HEIGHT - 2 * MARGIN) * 210 / 297)


def signed_in(browser: Browser, address: str, username: str) -> Page:
    """The home page of a sample account."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{address}/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"{address}/")
    return page


def seen(page: Page) -> Image.Image:
    """What the window shows."""
    page.wait_for_load_state("networkidle")
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def keep(name: str, picture: Image.Image) -> None:
    """Writes a small file: few colours are enough for pages."""
    path = FOLDER / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own browser; root has to go without the sandbox."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        sys.exit("Install chromium: the pictures are taken with the machine's own.")
    with sync_playwright() as playwright:
        words = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=found, args=words)
        yield browser
        browser.close()


@contextmanager
def portal(port: int) -> Iterator[str]:
    """Address of the sample portal; one that was not running is stopped again."""
    if answers(port):
        yield f"http://127.0.0.1:{port}"
        return
    server = processes.spawn([sys.executable, "-m", "antt_portal.local", "serve", "--port", str(port)])
    try:
        if not processes.wait_until(lambda: answers(port), server, patience=180):
            sys.exit("Read the lines above: the sample portal did not start.")
        yield f"http://127.0.0.1:{port}"
    finally:
        processes.stop([server])


def answers(port: int) -> bool:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asked.request("GET", "/healthz")
        return asked.getresponse().status == 200
    except OSError:
        return False
    finally:
        asked.close()


if __name__ == "__main__":
    main()
