"""A real browser, which looks at pages and says what it sees. Debian's Chromium, driven by Playwright; where
there is none, who asks for it is skipped.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
]
WAIT_MILLISECONDS = 120_000
PHONE, DESK = 390, 1200


@dataclass
class Seen:
    """An open page, what it asked the network for, and what it complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def text(self, selector: str) -> str:
        """What is read there."""
        return self.page.locator(selector).first.inner_text()

    def number(self, script: str) -> float:
        """What a script gives."""
        return float(self.page.evaluate(script))


def chromium() -> str | None:
    """Where it lies."""
    return next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A browser."""
    path = chromium()
    if path is None:
        pytest.skip("there is no chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, timeout=WAIT_MILLISECONDS)
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, address: Path | str, *, width: int = DESK, dark: bool = False) -> Iterator[Seen]:
    """A page, opened."""
    context = browser.new_context(
        color_scheme="dark" if dark else "light", viewport={"width": width, "height": 900}
    )
    context.set_default_timeout(WAIT_MILLISECONDS)
    page = context.new_page()
    seen = Seen(page)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on("console", lambda message: seen.complaints.append(message.text))
    page.goto(address.as_uri() if isinstance(address, Path) else address)
    yield seen
    context.close()
