"""What it costs to read one message for all that is remembered of it, and the worst a message made to hurt can cost.

The messages are the demo's own. The rules' reading alone is measured, in processor time of its thread, so that what else the
machine does counts little; not the appends that follow.
"""

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import median
from zoneinfo import ZoneInfo

from app.bench.asked import Asked
from app.bench.ground import Ground
from app.bench.told import Told, Window
from app.demo.story import read_journeys
from domain.memory.asking import questions_in
from domain.memory.contradicting.said import statements_in
from domain.memory.extract import hear
from domain.memory.promising import promises_in
from domain.memory.secrets import listen
from domain.voices import ASKING

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Warsaw")
USUAL, HOSTILE, LARGEST = "a usual message", "64 KB made to hurt", "1 MB made to hurt"
_PIECES = (
    "is ", "my name is ", "nazywam się ", "do 16:00 ", "1 2 3 4 ", "@", "aaaaaaaa", "PL-", "(((", "??? ", "oddzwonię ", "12.12.", "•• ",
    "account number ", "PIN ", "zł ", "not not ", "\n", "ą", "0048 ", "w ciągu ", "20 % ",
)  # fmt: skip
Said = tuple[str, str]  # role, text


def bench(asked: Asked, ground: Ground) -> Told:
    """Every message of the demo, then texts put together from what the rules look for."""
    said, chance = _said(), random.Random(7)  # noqa: S311 - texts, no secrets
    told = Told(bench="memory", store="none", asked={"rounds": asked.rounds, "messages": len(said)}, machine=ground.machine())  # fmt: skip
    for _ in range(asked.rounds):
        took = sorted(_took(each) for each in said)
        told.add(USUAL, Window(figure=median(took) * 1e6, more={"p99_us": took[len(took) * 99 // 100] * 1e6}), "µs")
        for name, size in ((HOSTILE, 65_536), (LARGEST, 1_048_576)):
            texts = [("customer", _hostile(chance, size)) for _ in range(3)] + [("agent", _hostile(chance, size))]
            told.add(name, Window(figure=max(_took(each) for each in texts) * 1e3), "ms")
    told.most("µs a usual message (median)", USUAL, 150.0)
    told.most("ms for 64 KB made to hurt", HOSTILE, 5.0)
    told.over("1 MB over 64 KB", LARGEST, HOSTILE, at_most=20.0)
    return told


def _read(role: str, text: str) -> None:
    listen(role, text)
    hear(role, text, at=AT, zone=ZONE)
    if role in ASKING:
        questions_in(text)
        promises_in(text, AT, ZONE)
        statements_in(text, AT, ZONE)


def _took(said: Said) -> float:
    start = time.thread_time()
    _read(*said)
    return time.thread_time() - start


def _said() -> Sequence[Said]:
    """The demo's messages and stretches of calls, each with who said it."""
    found: list[Said] = []
    for scene in (scene for journey in read_journeys() for scene in journey.events):
        party = scene.data.get("party", {}).get("role", "customer")
        found += [(party, part["text"]) for part in scene.data.get("parts", []) if part.get("text")]
        found += [(each["party"], each["text"]) for each in scene.data.get("transcript", [])]
    return found


def _hostile(chance: random.Random, size: int) -> str:
    """What the rules look for, in no order, some of it again and again."""
    pieces: list[str] = []
    length = 0
    while length < size:
        piece = chance.choice(_PIECES) * chance.choice([1, 1, 1, 50])
        pieces.append(piece)
        length += len(piece)
    return "".join(pieces)[:size]
