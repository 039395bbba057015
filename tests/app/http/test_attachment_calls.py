"""What a call with an attachment is held to, without a service: names, sizes, and how many come in at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack

import pytest

from adapters.attachments.sealing import PART_BYTES
from app.attachments.receiving import in_parts
from app.http.attachments import AT_ONCE, OF_ONE_TENANT, Turns, file_name
from app.problems import Problem


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd", "passwd"), ("C:\\Windows\\win.ini", "win.ini"), ("faktura\u202egnp.exe", "fakturagnp.exe"),
        ("a\x00b\r\n.png", "ab  .png"), ("", "attachment"), ("...", "attachment"), ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
        ("zażółć.jpg", "zażółć.jpg"), ("\u2066\u200b", "attachment"),
    ],
)  # fmt: skip
def test_a_senders_name_for_a_file_is_one_that_may_be_saved(told: str, kept: str):
    assert kept == file_name(told)


def test_more_than_the_settings_allow_is_refused_at_the_byte_that_is_too_many():
    parts: list[bytes] = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 1_000

    async def read() -> None:
        async for part in in_parts(endless(), 3 * PART_BYTES + 1_000):
            parts.append(part)

    with pytest.raises(Problem, match="too-large"):
        asyncio.run(read())
    assert [PART_BYTES] * 3 == [len(part) for part in parts]


def test_a_tenant_that_sends_many_at_once_leaves_room_for_others():
    turns = Turns()
    with ExitStack() as coming_in:
        for tenant in ("one", "two"):
            for _ in range(OF_ONE_TENANT):
                coming_in.enter_context(turns.of(tenant))
            with pytest.raises(Problem, match="too-many"), turns.of(tenant):
                pass
        assert AT_ONCE == 2 * OF_ONE_TENANT
        with pytest.raises(Problem, match="too-many"), turns.of("three"):
            pass
    with turns.of("one"), turns.of("three"):
        pass
