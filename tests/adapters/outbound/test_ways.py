"""The development way out, and which way a handle has."""

import asyncio

from adapters.outbound.console import ConsoleSender
from adapters.outbound.ways import WaysOut
from domain.ports_outbound import CODE, Outgoing, Sent

ADDRESS = "+48601000214"


def a_letter(what: str, text: str = "Twój kod to 123456.") -> Outgoing:
    return Outgoing(tenant="demo", kind="phone", address=ADDRESS, text=text, what=what)


def said(outgoing: Outgoing) -> str:
    lines: list[str] = []
    assert Sent() == asyncio.run(ConsoleSender(lines.append).send(outgoing))
    (line,) = lines
    return line


def test_the_console_shows_the_code_and_only_the_ends_of_the_address():
    assert "[outbound] phone +48 ••• ••• 214: Twój kod to 123456." == said(a_letter(CODE))


def test_the_console_shows_no_words_of_another_message():
    assert "[outbound] phone +48 ••• ••• 214: (22 characters)" == said(
        a_letter("message", "Paczka czeka na Długiej"[:22])
    )


def test_what_goes_out_does_not_spell_itself():
    assert ADDRESS not in repr(a_letter(CODE)) and "123456" not in repr(a_letter(CODE))


def test_a_kind_has_its_own_way_or_everybodys_or_none():
    sms, every = ConsoleSender(print), ConsoleSender(print)
    assert sms is WaysOut({"phone": sms, "*": every}).of("phone")
    assert every is WaysOut({"phone": sms, "*": every}).of("email")
    assert None is WaysOut({"phone": sms}).of("email")
