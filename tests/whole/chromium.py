"""Real Chromium with the real extension, on pages that it believes to be arXiv's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ViewportSize, expect, sync_playwright

expect.set_options(timeout=20_000)  # milliseconds; its own five are few on a busy machine
_BUILDS = Path(__file__).parents[2] / "extension" / "dist"


# A screen on which all of the panel stands: what is far from the screen is not made.
TALL: ViewportSize = {"width": 1280, "height": 6000}
_HOSTS = ("arxiv.org", "*.arxiv.org", "ar5iv.org")


@contextmanager
def chromium(
    profile: Path, arxiv_port: int, server: str, build: str = "chrome-test", **options: Any
) -> Iterator[BrowserContext]:
    """A browser to which arXiv is `127.0.0.1:arxiv_port`; its extension asks `server`.

    `build` "chrome" is the one that readers have, its shadow roots closed; `options` are the
    extension's own.
    """
    extension = _BUILDS / build
    assert extension.is_dir(), "make the test build first: cd extension && npm run build -- --test"
    loading = (f"--disable-extensions-except={extension}", f"--load-extension={extension}")
    with _launched(profile, arxiv_port, *loading) as context:
        worker = (
            context.service_workers[0]
            if context.service_workers
            else context.wait_for_event("serviceworker")
        )
        worker.evaluate(
            "options => chrome.storage.local.set({ options })",
            {"server": server, "ask": "on-open", **options},
        )
        yield context


@contextmanager
def bare_chromium(profile: Path, arxiv_port: int) -> Iterator[BrowserContext]:
    """The same browser without the extension."""
    with _launched(profile, arxiv_port) as context:
        yield context


@contextmanager
def _launched(profile: Path, arxiv_port: int, *arguments: str) -> Iterator[BrowserContext]:
    maps = "".join(f"MAP {host} 127.0.0.1:{arxiv_port}, " for host in _HOSTS)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path="/usr/bin/chromium",
            channel="chromium",
            headless=True,
            viewport={"width": 1280, "height": 900},
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                *arguments,
                # Whatever else the page asks for is not there, at once and without a look-up.
                f"--host-resolver-rules={maps}MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                # Else the page counts as one of this machine and may call the server itself.
                f"--ip-address-space-overrides=127.0.0.1:{arxiv_port}=public",
                "--ignore-certificate-errors",
            ],
        )
        try:
            yield context
        finally:
            context.close()
