"""The budgets of the three views, with ceilings that a busy machine keeps too; `throughline bench console` and `views` have the figures."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.bench import console, views
from app.bench.asked import Asked
from app.bench.chromium import chromium
from app.bench.ground import Ground
from app.control import CommandError

pytestmark = pytest.mark.browser

P95_MS, OPEN_MS = 2_000, 10_000  # forty and ten times what the bench promises on a quiet machine


def test_every_event_on_a_long_page_is_painted_in_few_rows_and_soon(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(console, "chromium", lambda: nullcontext(browser))  # one playwright at a time
    told = json.loads(console.bench(Asked(rounds=1, seconds=1, events=1_000), Ground(tmp_path, "")).json())
    painted = told["arms"]["event to paint, p95"]
    print(painted, told["arms"]["first page, long"]["median"])
    assert 0 == painted["dropped"]
    assert 0 < painted["rows"] < console.ROWS
    assert painted["median"] < P95_MS
    assert told["arms"]["one word changed at rest, p95"]["median"] < P95_MS
    assert max(told["arms"][f"first page, {which}"]["median"] for which in ("short", "long")) < OPEN_MS


def test_a_long_history_is_scrubbed_and_many_events_counted_soon(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(views, "chromium", lambda: nullcontext(browser))
    told = json.loads(views.bench(Asked(rounds=1, events=500), Ground(tmp_path, "")).json())
    for way in ("drag", "step"):
        painted = told["arms"][f"audit: {way} to paint, p95"]
        assert 0 < painted["steps"]
        assert painted["median"] < P95_MS
    assert told["arms"]["audit: step to its difference"]["median"] < OPEN_MS
    assert 0 < told["arms"]["figures: first numbers"]["median"] < OPEN_MS
    assert 0 < told["arms"]["figures: all drawn"]["median"] < OPEN_MS
    assert 0 < told["arms"]["figures: processor of the service"]["median"]


def test_the_bench_says_that_it_needs_chromium(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(CommandError, match="needs Chromium"), chromium():
        pass
