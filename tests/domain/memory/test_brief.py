"""The brief: at most five sentences, each with its items, in two languages, each stale by itself."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.customer import events as happened
from domain.memory.brief import MOST, brief_as_of, prepare_brief, sentences, stale_among
from tests.domain.memory.casing.story import Story
from tests.examples import NOON

WARSAW = ZoneInfo("Europe/Warsaw")
BOTH = pytest.mark.parametrize("language", ["pl", "en"])


def texts(story: Story, language: str = "pl") -> list[str]:
    return [line.text for line in prepare_brief(story.page, language, WARSAW).lines]


def kinds(story: Story) -> list[str]:
    return [each.kind for each in sentences(story.page, "pl", WARSAW)]


def promised(number: int, hours: float, due: float | None, item: str = "t-1") -> happened.PromiseNoted:
    return happened.PromiseNoted(
        promise_id=f"p-{number}", item_id=item, promised="callback", made_by="agent", who="Piotr", what=f"rzecz {number}",
        interaction_id="i-chat:1", due_at=NOON + timedelta(hours=due) if due is not None else None)  # fmt: skip


def jacket() -> Story:
    return Story().said(0, "chat:1", "Dzień dobry, zamek w kurtce z zamówienia PL-48213 się rozchodzi.")


def busy() -> Story:
    """More than five sentences' worth."""
    story = (
        jacket()
        .said(1, "chat:1", "Proszę o wymianę, nie zwrot.", item_id="t-two")
        .said(30, "email:1", "Co z zamówieniem PL-48213?")
    )
    for number in range(4):
        story.happens(31, promised(number, 31, 40 - number))
    side = happened.Side(value="319 zł"), happened.Side(value="349 zł")
    story.happens(32, happened.ContradictionDetected(
        contradiction_id="x-1", contradicts="price", left_item="t-1", right_item="t-two", detected_by="rule:x.1", left=side[0], right=side[1]))  # fmt: skip
    order = {"number": "PL-48213", "state": "shipped"}
    return story.said(33, "email:1", "Czekam.").happens(34, happened.OrderNoted(
        item_id="t-90", channel="commerce", kind="context", direction="internal", author_role="system", about=order))  # fmt: skip


@BOTH
def test_it_has_at_most_five_sentences_and_each_names_items_of_the_page(language: str):
    story = busy()
    brief = prepare_brief(story.page, language, WARSAW)
    assert MOST == 5 == len(brief.lines)
    assert all(line.items and all(story.page.timeline.find(item) for item in line.items) for line in brief.lines)
    assert story.page.version == brief.at_version


def test_the_need_stands_first_in_the_customers_own_words():
    assert [
        "Reklamacja (uszkodzenie), 20 listopada (czat): „Zamek w kurtce z zamówienia PL-48213 się rozchodzi.”"
    ] == texts(jacket())[:1]
    assert (
        "Complaint (damaged), 20 November (chat): “Zamek w kurtce z zamówienia PL-48213 się rozchodzi.”"
        == texts(jacket(), "en")[0]
    )


def test_without_a_case_it_begins_with_the_first_words():
    story = Story().said(0, "chat:1", "tak")
    story.page.cases.cases.clear()
    assert ["20 listopada (czat): „Tak”"] == texts(story)


def test_what_we_owe_first_stands_first_and_what_was_broken_before_it():
    story = jacket().happens(2, promised(1, 2, 50)).happens(2, promised(2, 2, 20)).happens(2, promised(3, 2, None))
    owed = [line for line in texts(story) if "rzecz" in line]
    assert ["rzecz 2", "rzecz 1", "rzecz 3"] == [line.split(": ")[1].split(" (")[0] for line in owed]
    story.happens(60, happened.PromiseBroken(promise_id="p-1", item_id="t-1", interaction_id="i-chat:1"))
    assert "Niedotrzymane: rzecz 1 (Piotr, czat), termin minął 22 listopada, 15:00." == next(
        line for line in texts(story) if "rzecz" in line
    )


def test_a_kept_promise_is_not_told():
    story = jacket().happens(2, promised(1, 2, 50)).happens(3, happened.PromiseKept(promise_id="p-1", item_id="t-1"))
    assert not any("rzecz" in line for line in texts(story))


@BOTH
def test_an_open_contradiction_shows_both_sides(language: str):
    (line,) = [line for line in texts(busy(), language) if "319 zł" in line]
    assert "349 zł" in line


def test_words_of_ours_in_a_contradiction_are_told_in_the_readers_language():
    story = jacket().said(1, "chat:1", "Rabat?", item_id="t-two").happens(2, happened.ContradictionDetected(
        contradiction_id="x-2", contradicts="promotion", left_item="t-1", right_item="t-two", detected_by="rule:x.1", subject="code:ZIMA20",
        left=happened.Side(value="20%"), right=happened.Side(value="no")))  # fmt: skip
    said = "20% (czat, 20 listopada) i nie obowiązuje (czat, 20 listopada)."
    assert f"Sprzeczne informacje o promocji (ZIMA20): {said}" in texts(story)
    assert any("does not hold" in line for line in texts(story, "en"))


def test_a_resolved_contradiction_is_not_told():
    story = busy().happens(40, happened.ContradictionResolved(contradiction_id="x-1", stands="left", by="p-1"))
    assert not any("319 zł" in line for line in texts(story))


def test_the_way_over_the_channels_is_one_sentence():
    story = (
        jacket().said(30, "email:1", "Co z zamówieniem PL-48213?").said(52, "phone:1", "Dzwonię w sprawie PL-48213.")
    )
    assert "Ta sama sprawa: czat 20 listopada, e-mail 21 listopada, telefon 22 listopada." in texts(story)
    assert "One need all along: chat 20 November, e-mail 21 November, phone 22 November." in texts(story, "en")


def test_a_settled_need_is_told_as_settled():
    story = jacket().happens(5, happened.CaseResolved(case_id="k-1", why="closed_by_hand", by="p-1"))
    assert texts(story)[0].startswith("Załatwione 20 listopada: „Zamek")


def test_of_two_needs_the_one_at_hand_is_told():
    story = jacket().said(3, "phone:1", "Dzień dobry, czy macie raki na buty 43?")
    assert "Raki na buty 43?" in texts(story)[0] or "raki na buty 43?" in texts(story)[0]


@BOTH
def test_there_are_no_gendered_verbs_of_ours(language: str):
    ours = " ".join(line.split("„")[0].split("“")[0] for line in texts(busy(), language))
    assert not any(
        word in ours for word in ("pisała", "pisał ", "dzwoniła", "dzwonił ", "chciała", "chciał ", "obiecał")
    )


WISH = "Zapłaciłam 349 zł. Chcę wymiany za te 349 zł. Pilne."


def wanted(hours: float = 1, value: str = "Chcę wymiany za te 349") -> Story:
    """The jacket, and what the customer wants of us: a span that ends in the middle of an amount."""
    start = WISH.index(value)
    return jacket().said(hours / 2, "chat:1", WISH, item_id="t-wish").happens(hours, happened.FactRecorded(
        fact_id="f-w", key="wanted_outcome", item_id="t-wish", channel="chat", stated_by="customer", span=(start, start + len(value)),
        value=value, norm="exchange", interaction_id="i-chat:1", extracted_by="rule:x.1", confidence=0.9))  # fmt: skip


def test_what_a_customer_wants_is_told_in_a_whole_sentence():
    assert "Oczekiwanie: wymiana – „Chcę wymiany za te 349 zł.”" in texts(wanted())


def test_the_order_of_the_need_is_told_with_it_and_thanks_are_not_told():
    story, order = jacket(), {"number": "PL-48213", "state": "shipped"}
    story.happens(2, happened.OrderNoted(
        item_id="t-90", channel="commerce", kind="context", direction="internal", author_role="system", about=order))  # fmt: skip
    first, *others = sentences(story.said(3, "chat:1", "Dziękuję, to już wszystko, działa.").page, "pl", WARSAW)
    assert "zamówienie PL-48213 (wysłane, 20 listopada)" in first.text
    assert "t-90" in first.items
    assert [] == [each.kind for each in others]


def test_what_the_need_says_already_is_not_told_twice():
    story = jacket().happens(1, happened.FactRecorded(
        fact_id="f-w", key="wanted_outcome", item_id="t-1", channel="chat", stated_by="customer", span=(13, 18), value="zamek", norm="repair",
        interaction_id="i-chat:1", extracted_by="rule:x.1", confidence=0.9))  # fmt: skip
    assert "wants" not in kinds(story)


def test_what_was_wanted_in_another_need_is_not_told():
    story = wanted()
    assert "wants" in kinds(story)
    assert "wants" not in kinds(story.said(3, "phone:1", "Dzień dobry, czy macie raki na buty 43?"))


def test_what_was_not_kept_in_a_settled_need_is_not_told():
    story = jacket().happens(2, promised(1, 2, 5)).happens(6, happened.PromiseBroken(promise_id="p-1", item_id="t-1"))
    assert "promise" in kinds(story)
    assert "promise" not in kinds(
        story.happens(7, happened.CaseResolved(case_id="k-1", why="closed_by_hand", by="p-1"))
    )


# ---- stale ---------------------------------------------------------------------------------------------------------------


def test_each_sentence_goes_stale_by_itself():
    story = jacket().happens(2, promised(1, 2, 50)).happens(2, promised(2, 2, 60))
    written = sentences(story.page, "pl", WARSAW)
    assert not any(stale_among(written, story.page, "pl", WARSAW))
    story.happens(3, happened.PromiseKept(promise_id="p-1", item_id="t-1"))
    stale = stale_among(written, story.page, "pl", WARSAW)
    assert ["promise:p-1"] == [each.about for each, old in zip(written, stale, strict=True) if old]


def test_a_sentence_whose_words_were_masked_since_is_stale():
    story = jacket()
    written = sentences(story.page, "pl", WARSAW)
    story.happens(
        3, happened.MessageRedacted(item_id="t-1", interaction_id="i-chat:1", spans=((12, 20),), reason="pin")
    )
    assert [True] == stale_among(written, story.page, "pl", WARSAW)


def test_a_superseded_fact_makes_its_sentence_stale():
    story = wanted()
    written = sentences(story.page, "pl", WARSAW)
    story.happens(3, happened.FactRecorded(
        fact_id="f-x", key="wanted_outcome", item_id="t-1", channel="chat", stated_by="customer", span=(0, 5), value="zwrot", norm="refund",
        interaction_id="i-chat:1", extracted_by="rule:x.1", confidence=0.9, supersedes=("f-w",)))  # fmt: skip
    stale = stale_among(written, story.page, "pl", WARSAW)
    assert ["wants:f-w"] == [each.about for each, old in zip(written, stale, strict=True) if old]


def test_the_brief_of_then_says_what_no_longer_holds_now():
    then, now = jacket().happens(2, promised(1, 2, 50)), jacket().happens(2, promised(1, 2, 50))
    now.happens(3, happened.PromiseKept(promise_id="p-1", item_id="t-1"))
    lines = brief_as_of(then.page, now.page, "pl", WARSAW).lines
    assert [False, True] == [line.stale for line in lines]


def test_a_need_that_became_a_part_of_another_is_called_by_that_one():
    story = jacket()
    written = sentences(story.page, "pl", WARSAW)
    story.said(30, "email:1", "Co z zamówieniem PL-48213?")
    story.happens(31, happened.CaseSplit(case_id="k-1", new_case="k-whole", interactions=("i-email:1",), by="p-1"))
    story.happens(32, happened.CasesJoined(case_id="k-whole", other="k-1", by="p-1"))
    assert [False] == stale_among(written[:1], story.page, "pl", WARSAW)


def test_what_is_known_stays_known():
    assert "order_no" in prepare_brief(jacket().page, "pl", WARSAW).known


def test_a_promise_that_a_colleague_has_put_off_is_theirs():
    story = jacket().happens(2, promised(1, 2, 10))
    assert any("rzecz 1 (Piotr, czat)" in line for line in texts(story))
    story.said(3, "email:1", "Oddzwonię jednak jutro.", "agent", item_id="t-ola", author_name="Ola")
    story.happens(4, happened.PromiseMoved(promise_id="p-1", new_due=NOON + timedelta(hours=30), told_item="t-ola", detected_by="rule:promises.2",
                                           what="Oddzwonię jednak jutro"))  # fmt: skip
    assert any("Oddzwonię jednak jutro (Ola, e-mail)" in line for line in texts(story))
    assert not any("Piotr" in line for line in texts(story))
