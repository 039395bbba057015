"""The verifier against whoever holds the signing key: a seal over something else than the format is worth nothing."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from adapters.log.rows import Row, row_hash
from tests.app.audit.evidence import Evidence, evidence, verdict


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evidence]:
    with evidence(tmp_path_factory.mktemp("kept"), "a", "b", "a", "c", "b", "a") as made:
        yield made


def resealed(kept: Evidence, body: bytes) -> bytes:
    """The body with a right seal of our own key."""
    digits = sha256(body).hexdigest()
    signature = kept.proof.seal(f"throughline-evidence-1 sha256 {digits}".encode()).hex()
    return body + f'"seal":{{"sha256":"{digits}","signature":"{signature}"}}}}\n'.encode()


def whole_body(kept: Evidence, moved: list[Row] | None = None) -> bytes:
    bundle = kept.bundle("a", moved or [*kept.rows("b")[1:], *kept.rows("c")])
    return bundle[: bundle.index(b'"seal":')]


def test_our_own_seal_is_right(kept: Evidence):
    assert "" == verdict(resealed(kept, whole_body(kept)))


WRITTEN_OTHERWISE: dict[str, Callable[[bytes], bytes]] = {
    "a blank": lambda body: body.replace(b',"version":2', b', "version":2', 1),
    "a key twice": lambda body: body.replace(b'"schema":1,', b'"schema":2,"schema":1,', 1),
    "keys in another order": lambda body: re.sub(rb'("schema":1),("occurred_at":\d+)', rb"\2,\1", body, count=1),
    "a key more": lambda body: body.replace(b'"path":', b'"more":1,"path":', 1),
    "a key less": lambda body: body.replace(b'"schema":1,', b"", 1),
    "a number with a point": lambda body: body.replace(b'"schema":1,', b'"schema":1.0,', 1),
    "a truth for a number": lambda body: body.replace(b'"schema":1,', b'"schema":true,', 1),
    "a number as text": lambda body: body.replace(b'"schema":1,', b'"schema":"1",', 1),
    "a number beyond 64 bits": lambda body: body.replace(b'"schema":1,', b'"schema":9223372036854775808,', 1),
    "capital digits": lambda body: re.sub(rb'"state":"[0-9a-f]+', lambda found: found[0].upper(), body, count=1),
    "half a byte": lambda body: body.replace(b'"meta":"', b'"meta":"0', 1),
    "an escaped letter": lambda body: body.replace(b'"stream":"a"', b'"stream":"\\u0061"', 1),
    "half a letter": lambda body: body.replace(b'"stream":"a"', b'"stream":"\\ud800"', 1),
    "a letter that is not ASCII": lambda body: body.replace(b'"asked":"a"', '"asked":"ą"'.encode(), 1),
    "a null where none may be": lambda body: re.sub(rb'"event_id":"[0-9a-f]+"', b'"event_id":null', body, count=1),
    "a path of text": lambda body: re.sub(rb'"path":\["[0-9a-f]+"', b'"path":["x"', body, count=1),
    "a path that is none": lambda body: re.sub(rb'"path":\[[^]]*\]', b'"path":null', body, count=1),
    "deep nesting": lambda body: re.sub(rb'"path":\[[^]]*\]', b'"path":' + b"[" * 100_000 + b"]" * 100_000, body, count=1),
    "a consistency proof from nowhere": lambda body: body.replace(b'"consistency":[]', b'"consistency":["%s"]' % (b"00" * 32)),
    "another format": lambda body: body.replace(b"throughline-evidence-1", b"throughline-evidence-2", 1),
    "nobody's rows": lambda body: body.replace(b'"own":3', b'"own":0', 1),
    "fewer rows than told": lambda body: body.replace(b'"moved":2', b'"moved":3', 1),
    "more rows than told": lambda body: body.replace(b'"moved":2', b'"moved":1', 1),
    "moved rows called own": lambda body: body.replace(b'"own":3,"moved":2', b'"own":4,"moved":1', 1),
    "own rows called moved": lambda body: body.replace(b'"own":3,"moved":2', b'"own":2,"moved":3', 1),
    "another customer": lambda body: body.replace(b'"customer":"a"', b'"customer":"b"', 1),
    "another tenant": lambda body: body.replace(b'"about":{"format":"throughline-evidence-1","tenant":"demo"',
                                                b'"about":{"format":"throughline-evidence-1","tenant":"shop"', 1),
    "a count that is none": lambda body: body.replace(b'"moved":2', b'"moved":-2', 1),
    "no object at all": lambda body: re.sub(rb'"about":\{[^\n]*\},', b'"about":[],', body, count=1),
}  # fmt: skip


@pytest.mark.parametrize("how", WRITTEN_OTHERWISE)
def test_even_the_signer_cannot_write_it_otherwise(kept: Evidence, how: str):
    body = whole_body(kept)
    other = WRITTEN_OTHERWISE[how](body)
    assert body != other
    assert verdict(resealed(kept, other)).startswith("line ")


def rows_of(body: bytes) -> tuple[bytes, list[bytes], bytes]:
    start, end = body.index(b'"rows":[\n') + 9, body.index(b"\n],\n")
    return body[:start], body[start:end].split(b",\n"), body[end:]


@pytest.mark.parametrize(
    "order",
    [[0, 2, 1, 3, 4], [0, 1, 2, 4, 3], [1, 0, 2, 3, 4], [0, 1, 1, 3, 4], [0, 1, 2, 3, 3], [3, 1, 2, 0, 4]],
)
def test_even_the_signer_cannot_put_rows_in_another_order(kept: Evidence, order: list[int]):
    before, rows, after = rows_of(whole_body(kept))
    body = before + b",\n".join(rows[at] for at in order) + after
    assert verdict(resealed(kept, body)).startswith("line ")


@pytest.mark.parametrize("position", [3, 5])
def test_even_the_signer_of_a_broken_chain_gives_no_evidence(tmp_path: Path, position: int):
    with evidence(tmp_path, "a", "b", "a", "b", "b", "a") as kept:
        row = kept.log.reader.since(position - 1, 1)[0]
        wrong = row._replace(prev_hash=bytes(32), hash=row_hash(row[:-2], bytes(32)))
        with sqlite3.connect(kept.log.path) as log:
            log.execute("UPDATE event SET prev_hash = ?, hash = ? WHERE position = ?", (*wrong[-2:], position))
        log.close()
        body = whole_body(kept, kept.rows("b")[1:])
        assert "does not follow from the one before it" in verdict(resealed(kept, body))


def test_a_bundle_whose_two_heads_do_not_fit_is_broken(tmp_path: Path):
    with evidence(tmp_path, "a", "b", "a") as kept:
        early = kept.proof.fresh()
        kept.grow("a")
        bundle = kept.bundle("a", None, early)
        assert "" == verdict(bundle)
        body = bundle[: bundle.index(b'"seal":')]
        other = re.sub(rb'"consistency":\["[0-9a-f]{64}",?', b'"consistency":[', body, count=1)
        assert "does not continue the one signed before" in verdict(resealed(kept, other))


def test_a_head_of_another_signer_cannot_stand_beside_ours(kept: Evidence, tmp_path_factory: pytest.TempPathFactory):
    with evidence(tmp_path_factory.mktemp("other"), "a") as other:
        theirs = other.proof.fresh()
    body = whole_body(kept).replace(b'"kept":null', b'"kept":' + theirs.line.encode(), 1)
    assert "signed by different keys" in verdict(resealed(kept, body))
