"""A headless chromium that tests drive through its own protocol."""

from __future__ import annotations

import json
import subprocess
import time
from base64 import b64decode
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.request import urlopen

import pytest

from opened_pages import found_browser, is_required, no_browser

FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--remote-debugging-port=0"),
]
KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32}
PATIENCE = 60  # seconds for anything the browser is asked, on a machine that has other things to do
# The page's own scripts start in tasks that follow each other and may come after its load event.
STARTED = "new Promise((done) => setTimeout(() => setTimeout(done, 1), 1))"
# What a page does on its own once it has started: two pictures of it, then a moment with nothing to do.
AT_REST = """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
  () => requestIdleCallback(() => setTimeout(done, 1)))))"""


def chromium_path() -> str:
    """Return the browser; without one, skip, or fail where it is required."""
    if found := found_browser():
        return found
    if is_required():
        pytest.fail(f"PORTFOLIO_REQUIRE_BROWSER=1, and {no_browser()}")
    pytest.skip(f"the pages were not opened: {no_browser()}")


class GoneError(Exception):
    """The page that was asked is no longer there."""


class Browser:
    """A running browser with one tab: what its page logs and asks for is kept."""

    def __init__(self, profile: Path) -> None:
        profile.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            [chromium_path(), *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._count = 0
        self.events: list[dict[str, Any]] = []
        self._socket = self._connect(profile / "DevToolsActivePort")
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")
        self.ask("Page.setLifecycleEventsEnabled", enabled=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait(PATIENCE)

    def _connect(self, port_file: Path) -> Any:
        import websocket

        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if port_file.exists() and port_file.read_text().count("\n"):
                port = port_file.read_text().split()[0]
                with urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
                    tabs = [tab for tab in json.load(answer) if tab["type"] == "page"]
                if tabs:
                    address = tabs[0]["webSocketDebuggerUrl"]
                    return websocket.create_connection(address, timeout=PATIENCE, suppress_origin=True)
            time.sleep(0.05)
        raise TimeoutError("chromium did not start")

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == self._count:
                if "navigated or closed" in str(message.get("error")):
                    raise GoneError(str(message["error"]))
                assert "error" not in message, f"{method}: {message['error']}"
                result: dict[str, Any] = message["result"]
                return result
            self.events.append(message)

    def open(self, address: str) -> None:
        """Go to a page and wait until it has loaded and its scripts have started."""
        self.events.clear()
        self._loaded(self.ask("Page.navigate", url=address).get("loaderId"))
        self.run(STARTED)

    def _loaded(self, loader: str | None) -> None:
        """Wait for the load event of one document: the page before may be complete for a moment more."""
        until = time.monotonic() + PATIENCE
        wanted = {"loaderId": loader, "name": "load"}
        while loader and not any(wanted.items() <= event.get("params", {}).items() for event in self.events):
            assert time.monotonic() < until, "the page never loaded"
            self._holds("true")
            time.sleep(0.02)

    def rest(self) -> None:
        """Wait until the page has been drawn and has nothing to do."""
        self.run(AT_REST)

    def run(self, script: str) -> Any:
        """Return the value of an expression in the page."""
        answer = self.ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def _holds(self, script: str) -> bool:
        try:
            return bool(self.run(f"Boolean({script})"))
        except GoneError:  # the page was left while it was asked
            return False

    def wait(self, script: str) -> None:
        """Wait until an expression holds."""
        until = time.monotonic() + PATIENCE
        while not self._holds(script):
            assert time.monotonic() < until, f"never true: {script}"
            time.sleep(0.05)

    def press(self, key: str) -> None:
        """Press a key on the page."""
        text = {"Enter": "\r", " ": " "}.get(key, "")
        for kind in ("keyDown", "keyUp"):
            self.ask(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=KEYS[key],
                **({"text": text} if text and kind == "keyDown" else {}),
            )  # fmt: skip

    def size(self, width: int, height: int, *, mobile: bool = False) -> None:
        """Give the page this size."""
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
            mobile=mobile,
        )  # fmt: skip

    def prefer(self, **features: str) -> None:
        """Set what the reader prefers, such as `prefers_color_scheme="dark"`."""
        listed = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.ask("Emulation.setEmulatedMedia", features=listed)

    def picture(self, path: Path) -> None:
        """Save what is seen."""
        path.write_bytes(b64decode(self.ask("Page.captureScreenshot")["data"]))

    def errors(self) -> list[str]:
        """Return what the page logged as an error since it was opened."""
        self.run("1")
        found = []
        for event in self.events:
            params = event.get("params", {})
            if event["method"] == "Runtime.exceptionThrown":
                found.append(str(params["exceptionDetails"]))
            if event["method"] == "Log.entryAdded" and params["entry"]["level"] == "error":
                found.append(params["entry"]["text"])
            if event["method"] == "Runtime.consoleAPICalled" and params["type"] == "error":
                found.append(str(params["args"]))
        return found

    def requests(self) -> list[str]:
        """Return every address that the page asked for since it was opened."""
        self.run("1")
        found = []
        for event in self.events:
            if event["method"] == "Network.requestWillBeSent":
                found.append(event["params"]["request"]["url"])
            if event["method"] == "Network.webSocketCreated":
                found.append(event["params"]["url"])
        return found
