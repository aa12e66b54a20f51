"""The recording of the shared filter, and a real Chromium for the tests of pages."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scopeinspect.recording import Recording

from ..conftest import Record
from ..samples.expectations import SAMPLES
from .browsing import Open

FILTER = SAMPLES / "shared_filter.py"


@pytest.fixture
def shared(record: Record) -> Recording:
    """Return the recording of the shared filter."""
    return record(FILTER)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start the Chromium of this machine."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        program = None
    if program is None:
        pytest.skip("NOT TESTED IN CHROMIUM: `apt-get install chromium` and `pip install playwright` install what it takes")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """Return a function that opens a page from disk. In the end it must have asked for nothing and complained of nothing."""
    said: list[str] = []
    pages = []

    def open_page(text: str, **options: Any) -> Any:
        path = tmp_path / f"page {len(pages)}.html"
        path.write_text(text, "utf-8")
        page = browser.new_page(**options)
        pages.append(page)
        page.on("console", lambda message: said.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"error: {error}"))
        page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: None if request.url == path.as_uri() else said.append(request.url))
        page.goto(path.as_uri())
        return page

    yield open_page
    for page in pages:
        page.close()
    assert said == []
