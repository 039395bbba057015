"""Adds the golden files that are missing, and never changes one:  python -m tests.golden.write

For an event of a new (type, schema) or with a new field: fill it in tests/golden/full.py first. For golden files of an
earlier schema: writes what they are read as today, to be looked at before it is committed.
"""

import sys
from pathlib import Path

import msgspec

from adapters.log.codec import Meta
from domain.customer.events import REGISTRY
from domain.record import Delivery
from tests.golden.files import FOLDER, MANIFEST, covered, covered_envelope, digests, manifest, opened, paths, read, seal
from tests.golden.full import FULL

ENVELOPE = {*Meta.__struct_fields__, *Delivery.__struct_fields__}


def main() -> int:
    """Write what is missing and say what."""
    changed = [name for name, digest in manifest().items() if dict(digests()).get(name) != digest]
    if changed:
        print(f"golden files were changed or are gone: {changed}. Nothing was written.", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    for path in (*_uncovered(), *_as_today()):
        print(f"written: {path.name}")
    MANIFEST.write_text("".join(f"{digest}  {name}\n" for name, digest in digests()))
    return 0


def _uncovered() -> list[Path]:
    written = []
    for event in FULL:
        there = [read(path) for path in paths()]
        envelope = event is not FULL[0] or covered_envelope(there) >= ENVELOPE
        if set(type(event).__struct_fields__) <= covered(there, event.name, event.schema) and envelope:
            continue
        number = 1 + sum((each.type, each.schema) == (event.name, event.schema) for each in there)
        written.append(_new(f"{event.name}.v{event.schema}.{number}.json", seal(event)))
    return written


def _as_today() -> list[Path]:
    written = []
    for path in paths():
        golden = read(path)
        if (golden.type, golden.schema) in REGISTRY:
            continue
        event = opened(golden, bytes.fromhex(golden.key)).event
        name = f"{path.name.removesuffix('.json')}.as.v{event.schema}.json"
        if not (FOLDER / name).exists():
            written.append(_new(name, msgspec.to_builtins(event)))
    return written


def _new(name: str, content: object) -> Path:
    path = FOLDER / name
    with path.open("xb") as file:  # never over one that is there
        file.write(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")
    return path


if __name__ == "__main__":
    sys.exit(main())
