"""The head of an answer and its body leave in one write where they can."""

import asyncio
from typing import Any

from app.http.answering import Whole


class Written(asyncio.Transport):
    """Keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[bytes] = []

    def write(self, data: Any) -> None:
        self.parts.append(bytes(data))

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        self.parts.append(b"closed")


def written(*parts: bytes, turn_after: int = 0, close: bool = False) -> list[bytes]:
    """What a transport gets of one answer; after so many parts the loop makes a turn (0: only at the end)."""

    async def play() -> list[bytes]:
        transport = Written()
        answer = Whole(transport, asyncio.get_running_loop())
        for count, part in enumerate(parts, 1):
            answer.write(part)
            if count == turn_after:
                await asyncio.sleep(0)
        if close:
            answer.close()
        await asyncio.sleep(0)
        return transport.parts

    return asyncio.run(play())


def test_the_head_of_an_answer_leaves_with_its_body_in_one_write():
    assert [b"head body", b" more"] == written(b"head", b" body", b" more")


def test_a_head_does_not_wait_for_a_body_that_comes_later():
    assert [b"head"] == written(b"head")
    assert [b"head", b" body"] == written(b"head", b" body", turn_after=1)


def test_a_head_whose_answer_breaks_off_leaves_before_the_end():
    assert [b"head", b"closed"] == written(b"head", close=True)
