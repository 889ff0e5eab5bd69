"""The installed Firefox, driven through its own WebDriver BiDi: playwright speaks only with a build of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from websocket import create_connection

FIREFOXES = ("firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox")
SECONDS = 30
KEYS = {
    "Backspace": "\ue003",
    "Tab": "\ue004",
    "Enter": "\ue006",
    "Space": " ",
    "End": "\ue010",
    "Home": "\ue011",
    "ArrowRight": "\ue014",
}
PREFERENCES = """
user_pref("app.update.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
"""
"""Without them a fresh profile greets its user in pages of its own."""


class Firefox:
    """One window of a Firefox.

    Attributes
    ----------
    console
        errors and warnings of the page's scripts since it was opened.
    """

    def __init__(self, port: int):
        address = f"ws://127.0.0.1:{port}/session"
        self._socket = create_connection(address, timeout=SECONDS, suppress_origin=True)
        self._sent = 0
        self.console: list[str] = []
        self.tell("session.new", capabilities={})
        self.tell("session.subscribe", events=["log.entryAdded"])
        # A new tab has the focus. In the first one it is the address bar's, and no key presses a button.
        self._here = {"context": self.tell("browsingContext.create", type="tab")["context"]}

    def tell(self, method: str, **params) -> dict:
        """Send a command and return its result; what the page logs in the meantime is noted."""
        self._sent += 1
        self._socket.send(json.dumps({"id": self._sent, "method": method, "params": params}))
        while (answer := json.loads(self._socket.recv())).get("id") != self._sent:
            logged = answer.get("params", {})
            if logged.get("level") in {"error", "warn"}:
                self.console.append(logged["text"])
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]

    def open(self, address: str, width: int = 1280, height: int = 800) -> None:
        """Open a page, and wait until it has loaded."""
        self.tell("browsingContext.setViewport", **self._here, viewport={"width": width, "height": height})
        self.console.clear()
        self.tell("browsingContext.navigate", **self._here, url=address, wait="complete")

    def close(self) -> None:
        """End the program."""
        self.tell("browser.close")
        self._socket.close()

    def reload(self) -> None:
        """Load the page again."""
        self.tell("browsingContext.reload", **self._here, wait="complete")

    def run(self, expression: str) -> object:
        """Return what an expression gives, or a promise of it, as data."""
        packed = f"(async () => JSON.stringify((await ({expression})) ?? null))()"
        return json.loads(self._evaluate(packed)["value"])

    def wait(self, expression: str) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + SECONDS
        while not self.run(f"Boolean({expression})"):
            if time.monotonic() > end:
                raise TimeoutError(f"never true: {expression}")
            time.sleep(0.05)

    def text(self, selector: str) -> str:
        """Return the text that is seen of an element."""
        return self.run(f"document.querySelector({json.dumps(selector)}).innerText")

    def click(self, selector: str, right: float = 0.5, down: float = 0.5) -> None:
        """Click on an element, at these shares of its width and height."""
        self.drag(selector, [(right, down)])

    def drag(self, selector: str, points: list[tuple[float, float]]) -> None:
        """Press the mouse at the first of some points of an element, and release it at the last."""
        found = f"document.querySelector({json.dumps(selector)})"
        self.run(f"{found}.scrollIntoView({{ block: 'center', behavior: 'instant' }})")
        width, height = self.run(f"(box => [box.width, box.height])({found}.getBoundingClientRect())")
        # From the middle of the element, wherever it is by then.
        middle = {"type": "element", "element": {"sharedId": self._evaluate(found)["sharedId"]}}
        moves = [
            {"type": "pointerMove", "x": round((x - 0.5) * width), "y": round((y - 0.5) * height), "origin": middle}
            for x, y in points
        ]
        down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        self._act("pointer", [moves[0], down, *moves[1:], up])

    def press(self, selector: str, *keys: str) -> None:
        """Press keys on an element, by the names in `KEYS`; other texts are typed."""
        self.run(f"document.querySelector({json.dumps(selector)}).focus()")
        strokes = [stroke for key in keys for stroke in KEYS.get(key, key)]
        self._act("key", [{"type": kind, "value": each} for each in strokes for kind in ("keyDown", "keyUp")])

    def _act(self, kind, actions):
        self.tell("input.performActions", **self._here, actions=[{"type": kind, "id": kind, "actions": actions}])

    def _evaluate(self, expression):
        found = self.tell("script.evaluate", expression=expression, target=self._here, awaitPromise=True)
        if found["type"] == "exception":
            raise RuntimeError(found["exceptionDetails"]["text"])
        return found["result"]


@contextmanager
def firefox():
    """Start the installed Firefox, without a window to be seen; yields None where there is none."""
    program = next(filter(None, map(shutil.which, FIREFOXES)), None)
    if program is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="firefox", ignore_cleanup_errors=True) as profile:
        (Path(profile) / "user.js").write_text(PREFERENCES)
        command = [program, "--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", profile]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                started = Firefox(_port(Path(profile) / "WebDriverBiDiServer.json", process))
                yield started
                started.close()
                process.wait(SECONDS)
            finally:
                process.kill()


def _port(file, process):
    """The port on which it listens, which it writes down when it does."""
    end = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < end:
        if file.exists() and (text := file.read_text()):
            return json.loads(text)["ws_port"]
        time.sleep(0.05)
    raise RuntimeError("Firefox did not begin to listen")
