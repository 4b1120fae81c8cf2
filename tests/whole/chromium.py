"""Real Chromium with the real extension, on pages that it believes to be arXiv's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

_EXTENSION = Path(__file__).parents[2] / "extension" / "dist" / "chrome-test"


@contextmanager
def chromium(profile: Path, arxiv_port: int, server: str) -> Iterator[BrowserContext]:
    """A browser for which arxiv.org is `127.0.0.1:arxiv_port`, its extension asking `server`."""
    assert _EXTENSION.is_dir(), "make the test build first: cd extension && npm run build -- --test"
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
                f"--disable-extensions-except={_EXTENSION}",
                f"--load-extension={_EXTENSION}",
                # Whatever else the page asks for is not there, at once and without a look-up.
                "--host-resolver-rules="
                f"MAP arxiv.org 127.0.0.1:{arxiv_port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                # Else the page counts as one of this machine and may call the server itself.
                f"--ip-address-space-overrides=127.0.0.1:{arxiv_port}=public",
                "--ignore-certificate-errors",
            ],
        )
        try:
            worker = (
                context.service_workers[0]
                if context.service_workers
                else context.wait_for_event("serviceworker")
            )
            worker.evaluate(
                "server => chrome.storage.local.set({ options: { server, ask: 'on-open' } })",
                server,
            )
            yield context
        finally:
            context.close()
