"""The demo's hand on the intake door: posts one event, waits when asked to, says plainly when refused."""

import threading
import time
from types import TracebackType
from typing import Any, Self

import httpx
import msgspec

from app.demo.pictures import FILES

PATIENCE = 60.0  # seconds one event may wait for a service that is down or busy
FIRST_PAUSE = 0.3  # seconds


class Unwelcome(Exception):
    """Going on makes no sense: nobody answers, or the token is not accepted."""


class Answer(msgspec.Struct, frozen=True):
    outcome: str  # recorded | duplicate | quarantined | refused | stopped
    why: str = ""
    differs: bool = False  # the same id was recorded before with other content


class Door:
    """Posts structured CloudEvents to one service."""

    def __init__(self, url: str, token: str, stop: threading.Event) -> None:
        # No proxy from the environment: the demo speaks to a service of one's own, mostly on loopback.
        self._client = httpx.Client(base_url=url, timeout=10, trust_env=False)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/cloudevents+json"}
        self._stop = stop

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def post(self, event: dict[str, Any]) -> Answer:
        """Post one event until it is answered. Raises Unwelcome when no further event could fare better."""
        filled = self._with_files(event)
        if filled is None:
            return Answer("stopped")
        response = self._until_answered("/v1/intake", msgspec.json.encode(filled), self._headers)
        return Answer("stopped") if response is None else _read(response)

    def _with_files(self, event: dict[str, Any]) -> dict[str, Any] | None:
        """The event with its files sent before it, named as the answers say; None when it was stopped meanwhile."""
        parts = list(event["data"].get("parts") or ())
        for index, part in enumerate(parts):
            media_type, make = FILES.get(part.get("dataref", ""), ("", None))
            if make is None:
                continue
            key = f"{event['id']} {part['dataref']}"
            headers = self._headers | {"Content-Type": media_type, "Idempotency-Key": key}
            response = self._until_answered("/v1/attachments", make(), headers)
            if response is None:
                return None
            if "dataref" in (told := _json(response)):  # else as it was: a reference to what we do not have
                parts[index] = part | {"dataref": told["dataref"]}
        return event if not parts else event | {"data": event["data"] | {"parts": parts}}

    def _until_answered(self, path: str, body: bytes, headers: dict[str, str]) -> httpx.Response | None:
        """The first answer that is not "later"; None when it was stopped. Raises Unwelcome."""
        deadline = time.monotonic() + PATIENCE
        while not self._stop.is_set():
            response = self._try(path, body, headers)
            if response is not None and response.status_code not in (429, 503):
                return response
            pause = FIRST_PAUSE if response is None else _retry_after(response)
            if time.monotonic() + pause > deadline:
                raise Unwelcome("the service does not answer" if response is None else "the service stays overloaded")
            self._stop.wait(pause)
        return None

    def _try(self, path: str, body: bytes, headers: dict[str, str]) -> httpx.Response | None:
        try:
            return self._client.post(path, content=body, headers=headers)
        except httpx.TransportError:
            return None  # not up yet, or gone for a moment: the id makes a second try safe


def _retry_after(response: httpx.Response) -> float:
    asked = response.headers.get("Retry-After", "")
    return float(asked) if asked.isdecimal() else 1.0


def _read(response: httpx.Response) -> Answer:
    answer = _json(response)
    match response.status_code:
        case 200 | 201 | 202:
            return Answer(str(answer.get("outcome", "recorded")), str(answer.get("reason") or ""))
        case 401:
            raise Unwelcome("the service does not accept the demo's token")
        case status:
            return Answer("refused", _complaint(status, answer), differs=status == 409)


def _complaint(status: int, problem: dict[str, Any]) -> str:
    slug = str(problem.get("type", "")).replace("/", ":").rsplit(":", 1)[-1]
    fields = "; ".join(f"{error.get('pointer')} {error.get('detail')}" for error in problem.get("errors", []))
    return " ".join(part for part in (str(status), slug, fields or str(problem.get("detail", ""))) if part)


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        return msgspec.json.decode(response.content, type=dict[str, Any])
    except msgspec.DecodeError:
        return {}
