"""The line is cut short by the service itself: feeds begin anew and fail for a moment, and nothing is gone for good."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import OpenPage
from tests.browser.service import RunningService
from tests.browser.writers import Writer

pytestmark = pytest.mark.browser


@pytest.fixture
def lines() -> list[WebSocketRoute]:
    """The tab's line to the service, with this test in between: [the tab's end, the service's end]."""
    return []


@pytest.fixture
def watch(lines: list[WebSocketRoute]) -> Callable[[Page], None]:
    """Stands between a tab with a line of its own and the service."""

    def between(tab: WebSocketRoute) -> None:
        lines[:] = [tab, tab.connect_to_server()]

    def listen(page: Page) -> None:
        page.add_init_script("delete window.SharedWorker;")
        page.route_web_socket("**/v1/live", between)

    return listen


def ended(lines: list[WebSocketRoute], **frame: Any) -> None:
    """The service ends each feed of the queue and says so by this frame."""
    tab, service = lines
    for name in ("s1", "s2", "s3"):
        service.send(json.dumps({"type": "unsubscribe", "id": name}))
        tab.send(json.dumps({"id": name, **frame}))


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "reset", "reason": "epoch"},
        {"type": "problem", "slug": "unavailable", "detail": "Come back.", "retry_ms": 50},
    ],
    ids=["begun anew", "not there for a moment"],
)
def test_the_queue_comes_back(
    service: RunningService,
    open_page: OpenPage,
    watch: Callable[[Page], None],
    lines: list[WebSocketRoute],
    frame: dict[str, Any],
):
    first, then = Writer(service, "Lena Mak"), Writer(service, "Olaf Bąk")
    first.says("Dzień dobry")
    page = open_page(watch=watch)
    expect(page.locator(f".q[data-id='{first.customer_id}']")).to_be_visible()

    ended(lines, **frame)

    then.says("Dobry wieczór")
    expect(page.locator(f".q[data-id='{then.customer_id}']")).to_be_visible()
    expect(page.locator(f".q[data-id='{first.customer_id}']")).to_be_visible()
    expect(page.locator(".queue")).not_to_contain_text("Ta rola nie ma kolejki.")
