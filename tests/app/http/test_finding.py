"""Looking for words in one customer's page over HTTP, and the page made for paper."""

import re
from collections.abc import Iterator

import pytest

from tests.app.intake.deliveries import a_delivery, a_message, at
from tests.app.running import Running, Shop

COUNT = 450
HOSTILE = '<script>alert(1)</script> <b onclick="x">PL</b> \u202eabc & co'


@pytest.fixture(scope="module")
def long(running: Running) -> Iterator[tuple[Shop, str]]:
    """A customer with many items; every hundredth speaks of a bed."""
    shop = running.shop()
    texts = [f"Łóżko numer {number}" if number % 100 == 0 else f"Wpis {number}" for number in range(COUNT)]
    texts[7] = HOSTILE
    batch = [a_message(shop, f"f-{number}", text=text, time=at(number)) for number, text in enumerate(texts)]
    customer_id = shop.batch(batch).json()["results"][0]["customer_id"]
    running.settled()
    yield shop, customer_id
    shop.close()


def test_words_are_found_in_the_whole_page_the_newest_first(long: tuple[Shop, str]):
    shop, customer_id = long
    answer = shop.agent.post(f"/v1/customers/{customer_id}/search", json={"q": "LOZKO  numer"}).json()
    assert [f"Łóżko numer {number}" for number in (400, 300, 200, 100, 0)] == [hit["text"] for hit in answer["hits"]]
    assert [[0, 11]] == answer["hits"][0]["marks"]
    assert answer["hits"][0]["item_id"] == shop.timeline(customer_id, limit=50)["items"][0]["item_id"]
    assert {customer_id} == {hit["customer_id"] for hit in answer["hits"]}
    assert not answer["more"]


def test_more_than_asked_for_is_said(long: tuple[Shop, str]):
    shop, customer_id = long
    answer = shop.agent.post(f"/v1/customers/{customer_id}/search", json={"q": "lozko", "limit": 2}).json()
    assert (2, True) == (len(answer["hits"]), answer["more"])


def test_what_is_not_there_is_not_found_and_another_shops_customer_is_not_there(
    running: Running, long: tuple[Shop, str]
):
    shop, customer_id = long
    path = f"/v1/customers/{customer_id}/search"
    assert [] == shop.agent.post(path, json={"q": "namiot"}).json()["hits"]
    assert 422 == shop.agent.post(path, json={"q": "", "x": 1}).status_code
    assert 404 == running.shop().agent.post(path, json={"q": "lozko"}).status_code


def test_a_page_for_paper_has_every_word_as_a_word_and_no_script_may_run(long: tuple[Shop, str]):
    shop, customer_id = long
    answer = shop.agent.get(f"/console/print/{customer_id}?language=en")
    assert (200, "no-store") == (answer.status_code, answer.headers["cache-control"])
    assert "text/html; charset=utf-8" == answer.headers["content-type"]
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script" not in policy
    assert [True] * COUNT == [f"Wpis {n}<" in answer.text or n % 100 == 0 or n == 7 for n in range(COUNT)]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b onclick=&quot;x&quot;&gt;PL&lt;/b&gt;" in answer.text
    assert "<script" not in answer.text and "\u202e" not in answer.text and "U+202E" in answer.text
    (style,) = re.findall(r'rel="stylesheet" href="([^"]+)"', answer.text)
    assert "text/css; charset=utf-8" == shop.agent.get(style).headers["content-type"]


def test_what_an_unproven_customer_paid_is_covered_on_paper_in_the_line_of_an_order(running: Running):
    shop = running.shop()
    party = {"role": "customer", "handles": [{"kind": "chat_device", "value_raw": "web-9", "level": 1}]}
    order = {"number": "PL-90210", "state": "paid", "total": "349.90", "currency": "PLN"}
    noted = a_delivery(shop, "o-1", "order.noted", channel="commerce", party=party, order_ref="PL-90210", order=order)
    customer_id = shop.batch([noted]).json()["results"][0]["customer_id"]
    running.settled()
    text = re.sub("<[^>]*>", " ", shop.agent.get(f"/console/print/{customer_id}").text)  # as it is read
    assert "PL-90210" in text and "•••" in text
    assert "349" not in text
    shop.close()


def test_who_printed_a_page_is_recorded(long: tuple[Shop, str]):
    shop, customer_id = long
    shop.agent.get(f"/console/print/{customer_id}")
    records = shop.auditor.get(f"/v1/access?customer={customer_id}").json()
    assert "print" in {each["what"] for each in next(each for each in records.values() if isinstance(each, list))}
