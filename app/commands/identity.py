"""Rules of who is who from the command line: tried on the log's own history before they are used."""

import argparse
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

_WRONG_FILE = 2
_LIMIT = 20


def add(commands: Any) -> None:
    """Add the group to the parser."""
    group = commands.add_parser("identity", help="how people are linked")
    actions = group.add_subparsers(required=True, metavar="ACTION")
    trying = actions.add_parser(
        "try", help="replay the log under other rules, and show what they would link; writes nothing"
    )
    trying.add_argument("rules", type=Path, metavar="RULES.toml", help="as THROUGHLINE_IDENTITY_RULES names it")
    trying.add_argument(
        "--since", type=_day, metavar="DATE", help="only what concerns interactions from this day on (UTC)"
    )
    trying.add_argument(
        "--limit", type=_some, default=_LIMIT, metavar="N", help=f"lines of each list, {_LIMIT} by default"
    )
    trying.add_argument("--tenant", default="", help="whose log, this service's own tenant by default")
    trying.add_argument("--json", action="store_true", help="print one JSON object")
    trying.set_defaults(run=_try)


def _some(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError("must be a number, 0 or more")
    return int(text)


def _day(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a day, such as 2026-11-22") from None


def _try(options: argparse.Namespace) -> int:
    from app.commands.beside import read_settings
    from app.identity.reading import beside
    from app.identity.ruling import identity_rules, read_rules
    from app.identity.trying import try_rules

    settings = read_settings()
    try:
        rules = read_rules(options.rules, settings.handle_kinds)
    except ValueError as error:
        print(f"throughline: {options.rules} {error}", file=sys.stderr)
        return _WRONG_FILE
    with beside(settings) as (reader, codec):
        tried = try_rules(
            reader, codec, options.tenant or settings.tenant, rules, identity_rules(settings), options.since
        )
    print(_json(tried, options.limit) if options.json else "\n".join(_text(tried, options.limit)))
    return 0


def _json(tried: Any, limit: int) -> str:
    import msgspec

    return msgspec.json.encode({"events": tried.events, "present": _told(tried.present, limit),
                                "tried": _told(tried.tried, limit)}).decode()  # fmt: skip


def _told(outcome: Any, limit: int) -> dict[str, Any]:
    return {
        "counts": _counts(outcome), "links": outcome.links[:limit], "undone": outcome.undone[:limit],
        "shared": [{"handle": digest, "kind": kind, "why": why} for digest, (kind, why) in list(outcome.shared.items())[:limit]],
        "mistakes": outcome.mistakes[:limit]}  # fmt: skip


def _counts(outcome: Any) -> dict[str, int]:
    counts = {what: sum(link.what == what for link in outcome.links) for what in ("attach", "merge", "suggest")}
    new = sum(not link.today for link in outcome.links)
    return counts | {"new": new, "undone": len(outcome.undone), "shared": len(outcome.shared),
                     "mistakes": len(outcome.mistakes)}  # fmt: skip


_ROWS = (
    ("attach", "interactions moved to somebody"), ("merge", "customers made one with another"),
    ("suggest", "suggestions"), ("shared", "handles held to be shared"), ("new", "of these links, not so today"),
    ("undone", "merges that stand today by a rule, and would not"),
    ("mistakes", "links that people have undone or refused since"),
)  # fmt: skip


def _text(tried: Any, limit: int) -> list[str]:
    present, other = _counts(tried.present), _counts(tried.tried)
    lines = [f"{tried.events:,} events replayed. Nothing was written.", "", f"{'':52}  present    tried"]
    lines += [f"{meaning:52} {present[name]:>8,} {other[name]:>8,}" for name, meaning in _ROWS]
    before = {(link.what, link.one, link.other) for link in tried.present.links}
    after = {(link.what, link.one, link.other) for link in tried.tried.links}
    lines += _list(
        "Only by the tried rules", [_link(each) for each in tried.tried.links if _key(each) not in before], limit
    )
    lines += _list(
        "Only by the present rules", [_link(each) for each in tried.present.links if _key(each) not in after], limit
    )
    lines += _list("Would be taken back", [_link(each) for each in tried.tried.undone], limit)
    lines += _list("Held to be shared by the tried rules only", [
        f"{kind} {digest[:16]}  {why}" for digest, (kind, why) in tried.tried.shared.items()
        if digest not in tried.present.shared], limit)  # fmt: skip
    lines += _list("Known errors of the tried rules", [
        f"{each.what} {each.one} {each.other}  {each.how}" for each in tried.tried.mistakes], limit)  # fmt: skip
    return lines


def _key(link: Any) -> tuple[str, str, str]:
    return link.what, link.one, link.other


def _link(link: Any) -> str:
    score = f"  {link.score:.2f}" if link.score is not None else ""
    return (
        f"{link.what} {link.one} {link.other}  {' '.join(link.evidence)}{score}{'  (so today)' if link.today else ''}"
    )


def _list(title: str, lines: list[str], limit: int) -> list[str]:
    if not lines:
        return []
    more = [f"  and {len(lines) - limit:,} more (--limit)"] if len(lines) > limit else []
    return ["", f"{title}:", *(f"  {line}" for line in lines[:limit]), *more]
