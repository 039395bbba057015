"""A customer's whole page as plain HTML for paper: no scripts, nothing to click, every word escaped."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

import msgspec

from app.console.paper_words import WORDS
from domain.memory.brief import Brief
from domain.memory.facts import Fact, Promise
from domain.memory.words import CHANNELS, MONTHS
from domain.timeline.items import Item

SENSITIVE = frozenset({"birth_date", "address", "postcode", "amount"})
COVER = "•••"
MONEY = re.compile(
    r"(?<!\d)(?:\d{1,3}(?:[\s.,]\d{3})+|\d+)(?:[.,]\d{1,2})?(?:(?: ·)?\s?(?:zł|PLN|EUR|€|USD|\$|GBP|£|CZK)|\xa0[A-Z]{3})"
    r"|(?:[€$£¥]|PLN|EUR|USD|GBP|CZK|[A-Z]{3}(?=\xa0))\s?\d+(?:[.,]\d+|\s\d{3}(?!\d))*"
)  # as the console's core/folding.js covers them
TRICKS = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """What goes on paper, as of one version; `items` are the newest of `count`, oldest first."""

    name: str
    proven: bool
    shop: str
    version: int
    by: str
    at: datetime
    brief: Brief
    facts: Sequence[Fact]
    promises: Sequence[Promise]
    items: Sequence[Item]
    count: int


def paper(page: Printed, language: str, zone: ZoneInfo, style: str) -> str:
    """The whole document. `style` is the address of its stylesheet."""
    return "\n".join(Paper(page, language, zone).document(style))


class Paper:
    """One page in one language, part by part."""

    def __init__(self, page: Printed, language: str, zone: ZoneInfo) -> None:
        self._page, self._language, self._zone = page, language, zone
        self._words, self._channels = WORDS[language], CHANNELS[language]
        sources = [item for line in page.brief.lines for item in line.items]
        self._numbers = {item_id: number for number, item_id in enumerate(dict.fromkeys(sources), 1)}
        self._hidden = [each.value for each in page.facts if each.key in SENSITIVE and len(each.value) > 2]

    def document(self, style: str) -> Iterator[str]:
        """Line by line."""
        page, words = self._page, self._words
        name = page.name or words["unnamed"]
        title = words["title"].format(name=said(name))
        yield f'<!doctype html>\n<html lang="{self._language}">\n<head>\n<meta charset="utf-8">'
        yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
        yield f'<title>{title}</title>\n<link rel="stylesheet" href="{escape(style)}">\n</head>\n<body>\n<main>'
        printed = words["printed"].format(version=page.version, who=said(page.by), when=self._moment(page.at))
        proof = words["proven" if page.proven else "unproven"]
        yield f'<header><h1 dir="auto">{said(name)}</h1><p>{proof}</p><p>{said(page.shop)} · {printed}</p></header>'
        yield from self._section("brief", self._brief())
        yield from self._section("promises", self._promises())
        yield from self._section("facts", self._facts())
        yield from self._section("timeline", self._timeline())
        yield "</main>\n</body>\n</html>\n"

    def _section(self, name: str, lines: Iterator[str]) -> Iterator[str]:
        found = list(lines)
        yield f'<section class="{name}"><h2>{self._words[name]}</h2>'
        yield from found or [f"<p>{self._words['none']}</p>"]
        yield "</section>"

    def _brief(self) -> Iterator[str]:
        for line in self._page.brief.lines:
            numbers = ", ".join(f'<a href="#s{self._numbers[each]}">{self._numbers[each]}</a>' for each in line.items)
            yield f'<p dir="auto">{said(self._covered(line.text))} <sup>{numbers}</sup></p>'
        known = ", ".join(self._key(key) for key in self._page.brief.known)
        if known:
            yield f'<p class="known"><b>{self._words["known"]}:</b> {known}</p>'

    def _promises(self) -> Iterator[str]:
        for each in self._page.promises:
            due = self._words["due"].format(when=self._moment(each.due_at)) if each.due_at else ""
            told = " · ".join(
                part for part in (self._words.get(each.state, each.state), said(each.made_by), due) if part
            )
            yield f'<p><b dir="auto">{said(self._covered(each.what))}</b> {told}</p>'

    def _facts(self) -> Iterator[str]:
        latest = {(each.key, each.norm or each.value): each for each in self._page.facts if each.stands}
        for each in latest.values():
            covered = each.key in SENSITIVE and not self._page.proven
            value = COVER if covered else said(each.value)
            where = said(self._channels.get(each.channel, each.channel))
            yield f'<p><b>{self._key(each.key)}</b> <span><span dir="auto">{value}</span> <small>{where}</small></span></p>'

    def _timeline(self) -> Iterator[str]:
        page, day, channel = self._page, "", ""
        if page.count > len(page.items):
            yield f"<p>{self._words['cut'].format(shown=len(page.items), all=page.count)}</p>"
        for item in page.items:
            today = self._day(item.occurred_at)
            if today != day:
                yield f"<h3>{today}</h3>"
            if channel and item.kind in ("message", "call", "visit") and item.channel != channel:
                yield f'<p class="switch">{self._channel(channel)} → {self._channel(item.channel)}</p>'
            day, channel = today, item.channel if item.kind in ("message", "call", "visit") else channel
            if item.text or item.attachments or item.kind != "call":
                yield from self._item(item)

    def _item(self, item: Item) -> Iterator[str]:
        number = self._numbers.get(item.item_id)
        anchor = f' id="s{number}"' if number else ""
        name = item.author.name or self._words.get(item.author.role, item.author.role)
        who = "" if item.kind == "context" else f'<b dir="auto">{said(name)}</b>'
        told = [self._channel(item.channel), said(item.entry_point), self._words["late"] if item.late else ""]
        source = f"<sup>{number}</sup>" if number else ""
        yield f'<article class="{escape(item.kind)}"{anchor}><p class="by">{who}{source}'
        yield f"<span>{' · '.join(part for part in told if part)}</span> <time>{self._clock(item.occurred_at)}</time></p>"
        quiet = item.kind == "context" and not self._page.proven
        text = self._covered(item.text) if quiet else item.text
        yield f'<p class="said" dir="auto">{said(text) if text else self._words["empty"]}</p>'
        for file in item.attachments:
            name = said(re.split(r"[/\\:]", file.name or file.ref)[-1])
            yield f'<p class="file">{self._words["file"]}: {name} <small>{said(file.media_type)}</small></p>'
        yield "</article>"

    def _covered(self, text: str) -> str:
        if self._page.proven:
            return text
        for value in self._hidden:
            text = text.replace(value, COVER)
        return MONEY.sub(COVER, text)

    def _key(self, key: str) -> str:
        return escape(self._words.get(key, key.replace("_", " ")))

    def _channel(self, channel: str) -> str:
        return escape(self._channels.get(channel, channel))

    def _clock(self, at: datetime) -> str:
        return at.astimezone(self._zone).strftime("%H:%M")

    def _day(self, at: datetime) -> str:
        local = at.astimezone(self._zone)
        return f"{local.day} {MONTHS[self._language][local.month - 1]} {local.year}"

    def _moment(self, at: datetime) -> str:
        return f"{self._day(at)}, {self._clock(at)}"


def said(text: str) -> str:
    """What people wrote, as text of a page: nothing in it is markup, and tricks of direction show instead of working."""
    return TRICKS.sub(
        lambda found: f"<i>U+{ord(found[0]):04X}</i>", escape(text.replace("\r\n", "\n").replace("\r", "\n"))
    )
