"""The real service in its own process and folder, for a browser to talk to."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from tests.patience import SECONDS
from tests.peers.ports import free_port

COMMAND = [sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main())"]


class RunningService:
    """Starts, stops and starts again on the same port with the same data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._token = ""

    def start(self, *more: str) -> None:
        """Start, with more options of `serve`, and wait until it says it is ready."""
        log = (self.folder / "service.log").open("ab")
        self._process = subprocess.Popen([*COMMAND, "serve", *more], env=self._environment(), stdout=log, stderr=log)
        wait_until(self._ready, "the service to be ready")

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(SECONDS)

    def stop(self) -> None:
        """End it in good order."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(SECONDS)

    def command(self, *arguments: str) -> str:
        """Run one `throughline` command beside it and return what it printed."""
        ran = subprocess.run(
            [*COMMAND, *arguments], env=self._environment(), capture_output=True, text=True, check=True
        )
        return ran.stdout.strip()

    def link(self, role: str = "agent", name: str = "Anna Wójcik") -> str:
        """A sign-in link."""
        return self.command("link", "create", "--role", role, "--name", name)

    def post(self, *events: dict[str, Any]) -> list[dict[str, Any]]:
        """Hand events to intake one by one; returns the receipts."""
        with self._adapter() as client:
            answers = [client.post("/v1/intake", json=event) for event in events]
        for answer in answers:
            assert answer.status_code in (200, 201), answer.text
        return [answer.json() for answer in answers]

    def quiet(self) -> None:
        """Wait until everything that follows from what was told is recorded."""
        wait_until(lambda: settled(httpx.get(f"{self.address}/readyz")), "what follows from the events")

    def file(self, name: str, content: bytes, key: str) -> dict[str, Any]:
        """Send an attachment's bytes; the part that names them."""
        with self._adapter() as client:
            answer = client.post("/v1/attachments", content=content, headers={"Idempotency-Key": key})
        return {"type": "file", "name": name, "dataref": answer.raise_for_status().json()["dataref"]}

    def _adapter(self) -> httpx.Client:
        self._token = self._token or self.command(
            "token", "create", "--role", "adapter", "--name", "test", "--source", "//demo/*"
        )
        return httpx.Client(base_url=self.address, headers={"Authorization": f"Bearer {self._token}"})

    def _ready(self) -> bool:
        assert self._process is not None and self._process.poll() is None, (self.folder / "service.log").read_text()
        try:
            return httpx.get(f"{self.address}/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("THROUGHLINE_")}
        return {
            **kept,
            "THROUGHLINE_DATA_DIR": str(self.folder / "data"),
            "THROUGHLINE_HOST": "127.0.0.1",
            "THROUGHLINE_PORT": str(self.port),
            "THROUGHLINE_OUTBOUND": "console",
        }


def settled(answer: httpx.Response) -> bool:
    """Whether a service is able to answer and nobody is behind: on a busy machine it may not be able to for a moment."""
    return answer.status_code == 200 and not any(answer.json()["behind"].values())


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Look again until it is so. Raises TimeoutError naming what was waited for."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    raise TimeoutError(f"waited {SECONDS:.0f} s for {what}")


def event(number: str, kind: str, channel: str, phone: str, minutes_ago: float, **data: Any) -> dict[str, Any]:
    """One CloudEvent of a customer known by a telephone number."""
    handles = [{"kind": "phone", "value_raw": phone, "level": 2}]
    role = data.pop("role", "customer")
    party = {"role": role, "display_name": data.pop("name", "Katarzyna Wiśniewska")}
    told = {"to": [{"role": "customer", "handles": handles}]} if role in ("agent", "bot") else {}
    text = data.pop("text", None)
    return {
        "specversion": "1.0",
        "id": f"{phone}-{number}",
        "source": f"//demo/{channel}/main",
        "type": f"throughline.{kind}.v1",
        "subject": data.pop("thread", f"{channel}:{phone}"),
        "time": (datetime.now(UTC) - timedelta(minutes=minutes_ago)).isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "data": {
            "channel": channel,
            "party": party if role in ("agent", "bot", "system") else {**party, "handles": handles},
            **told,
            **({"parts": [{"type": "text", "text": text, "language": "pl"}]} if text is not None else {}),
            **data,
        },
    }


def journey(phone: str, name: str) -> list[dict[str, Any]]:
    """Days over four channels: chat, e-mail, shop, a call, with a promise, an order and a late message."""
    day = 24 * 60
    promise = {"kind": "replacement", "what": "wymiana kurtki na nową, rozmiar M", "due_at": _ahead(-1)}
    order = {"number": "PL-48213", "state": "paid", "total": "1284.00", "currency": "PLN"}

    def said(number: str, channel: str, ago: float, text: str) -> dict[str, Any]:
        return event(number, "message.received", channel, phone, ago, name=name, text=text)

    def answered(number: str, channel: str, ago: float, text: str) -> dict[str, Any]:
        return event(number, "message.sent", channel, phone, ago, name="Piotr Zieliński", role="agent", text=text)

    call = {"name": name, "thread": f"call:{phone}"}
    words = [{"party": "customer", "from_ms": 0, "to_ms": 900, "text": "Dzwonię w sprawie tej kurtki."}]
    reply = [{"party": "agent", "from_ms": 900, "to_ms": 1900, "text": "Widzę całą historię."}]
    return [
        event("1", "order.noted", "commerce", phone, 8 * day, name=name, order_ref="PL-48213", order=order),
        said("2", "whatsapp", 7 * day, "Zamek w kurtce z zamówienia PL-48213 się rozchodzi."),
        answered("3", "whatsapp", 7 * day - 6, "Wymienimy ją, najpóźniej do wczoraj."),
        event(
            "4", "promise.made", "whatsapp", phone, 7 * day - 6, role="agent", name="Piotr Zieliński", promise=promise
        ),
        said("5", "email", 5 * day, "Dzień dobry,\nchodzi o tę kurtkę z zamkiem."),
        event("6", "visit.noted", "in_store", phone, 3 * day, name=name, text="W rezerwacji był rozmiar L."),
        event("7", "call.started", "phone", phone, 6, **call),
        event("8", "call.transcribed", "phone", phone, 5, **call, transcript=words),
        event("9", "call.transcribed", "phone", phone, 4, **call, transcript=reply),
        said("10", "whatsapp", 5.5, "Wysłane przed rozmową."),
    ]


def _ahead(days: float) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat().replace("+00:00", "Z")
