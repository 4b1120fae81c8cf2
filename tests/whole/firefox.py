"""Real Firefox with the real extension, on pages that it believes to be arXiv's.

It is spoken to by Marionette, the protocol that it has built in:
https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html.
"""

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_EXTENSION = Path(__file__).parents[2] / "extension" / "dist" / "firefox-test"
# The last: the extension's options are set from within the browser.
_FLAGS = ("--headless", "--no-remote", "--marionette", "--remote-allow-system-access")
_PREFERENCES = {
    "network.dns.localDomains": "arxiv.org",
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "extensions.autoDisableScopes": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "http://127.0.0.1:1",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    # Headless, its page counts as unseen: then timers and frames come but once a second.
    "dom.min_background_timeout_value": 4,
    "dom.timeout.enable_budget_timer_throttling": False,
    "layout.throttled_frame_rate": 60,
}


class Firefox:
    def __init__(self, port: int) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
                break
            except OSError:
                assert time.monotonic() < deadline, "Firefox does not answer"
                time.sleep(0.1)
        self._read()  # it says who it is
        self._number = 0
        self.ask("WebDriver:NewSession", acceptInsecureCerts=True)

    def ask(self, command: str, **parameters: Any) -> Any:
        """What Firefox answers to a command."""
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:%b" % (len(message), message))
        _kind, _number, error, answer = self._read()
        assert error is None, error
        return answer["value"] if isinstance(answer, dict) and "value" in answer else answer

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script returns in the page."""
        return self.ask("WebDriver:ExecuteScript", script=script, args=list(arguments))

    def chrome(self, script: str, *arguments: Any) -> Any:
        """What a script returns in the browser itself."""
        self.ask("Marionette:SetContext", value="chrome")
        try:
            return self.run(script, *arguments)
        finally:
            self.ask("Marionette:SetContext", value="content")

    def wait(self, script: str, seconds: float = 20) -> Any:
        """What a script returns, as soon as that is something."""
        deadline = time.monotonic() + seconds
        while not (found := self.run(script)):
            assert time.monotonic() < deadline, script
            time.sleep(0.1)
        return found

    def _read(self) -> Any:
        digits = b""
        while (byte := self._socket.recv(1)) != b":":
            digits += byte
        body = b""
        while len(body) < int(digits):
            body += self._socket.recv(int(digits) - len(body))
        return json.loads(body)


@contextmanager
def firefox(profile: Path, arxiv_port: int, server: str) -> Iterator[Firefox]:
    """A browser to which arxiv.org is `127.0.0.1:arxiv_port`; its extension asks `server`."""
    assert _EXTENSION.is_dir(), "make the test build first: cd extension && npm run build -- --test"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    preferences = _PREFERENCES | {
        "marionette.port": port,
        "network.socket.forcePort": f"443={arxiv_port}",
    }
    profile.mkdir(exist_ok=True)
    pairs = ((json.dumps(name), json.dumps(value)) for name, value in preferences.items())
    lines = "".join(f"user_pref({name}, {value});\n" for name, value in pairs)
    (profile / "user.js").write_text(lines)
    process = subprocess.Popen(
        ["firefox-esr", *_FLAGS, "--profile", profile],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        browser = Firefox(port)
        browser.ask("Addon:Install", path=str(_EXTENSION), temporary=True)
        options = json.dumps({"server": server, "ask": "on-open"})
        browser.chrome(
            """const { ExtensionParent } = ChromeUtils.importESModule(
                 "resource://gre/modules/ExtensionParent.sys.mjs");
               const { ExtensionStorageIDB } = ChromeUtils.importESModule(
                 "resource://gre/modules/ExtensionStorageIDB.sys.mjs");
               const extension = ExtensionParent.GlobalManager.getExtension(
                 "arxivlens@arxivlens.invalid");
               const principal = ExtensionStorageIDB.getStoragePrincipal(extension);
               return ExtensionStorageIDB.open(principal).then((all) =>
                 all.set({ options: JSON.parse(arguments[0]) }).then(() => true));""",
            options,
        )
        yield browser
    finally:
        process.terminate()
        process.wait(20)
