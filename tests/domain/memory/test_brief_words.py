"""What the brief leaves out: words that only end a talk, the shop's own greeting, the same promise twice."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.customer import events as happened
from domain.memory.brief import prepare_brief
from domain.memory.closing import says_nothing
from domain.memory.words import told_value, without_greeting
from tests.domain.memory.casing.story import Story
from tests.examples import NOON

WARSAW = ZoneInfo("Europe/Warsaw")
ENDING = [
    "Great, thank you very much for your help!", "No, that will be all.", "No. Thanks", "Nope. That will be it. Thanks.", "Yes please.",
    "Thanks for the help. I need nothing else right now.", "Wow. Thanks for your assistance. That's all.", "Sorry. No. Goodbye!", "Friday",
    "Dziękuję, to wszystko, do widzenia.", "Nie, dziękuję bardzo za pomoc. Miłego dnia!", "Ok, dzięki, Anna",
]  # fmt: skip
SAYING = [
    "It contained some other items", "I haven't received it yet.", "Ok, I'll come on Friday", "Thanks, but the zip is still broken",
    "Is that all?", "Dziękuję, ale nadal nie działa", "Nie zgadzam się na to.", "Proszę oddzwonić po 16",
]  # fmt: skip
ASKING = [
    "Nie, dziękuję, rezygnuję", "No thanks, cancel please", "ok please refund, thanks", "Nie, proszę anulować", "Nie działa dobrze",
    "Nie, nie dziękuję, reklamacja", "Nie, nic więcej nie przyszło", "Cancel please", "Proszę zwrot", "Nie działa", "Please, call", "Ok, wymiana",
    "No, nothing came", "It doesn’t work", "Thanks for nothing, refund please", "Nie, proszę wysłać", "Dziękuję za pomoc, proszę zwrócić",
]  # fmt: skip
# Each way to end a talk: every word of theirs must be known as one that only ends it.
WAYS = [
    "thanks so much", "thank you very much", "thx a lot", "cheers again", "thanks though", "thanks anyway", "thanks too", "thanks for everything",
    "thank you for all of your great help", "thanks for the kind assistance", "thanks for you time", "thanks for that information", "thanks for the info",
    "thanks for your patience", "thanks for all the support", "that's all i need", "this is it", "it'll be everything that i'll need",
    "that will be all i will want", "that would be everything i wanted", "it should be all i have", "thats it", "its all i had", "i don't need anything else",
    "i need nothing more", "i'll need nothing else", "nothing", "for now", "right now", "not now", "just now", "for today", "goodbye", "good bye", "bye",
    "good night", "goodnite", "good day", "good evening", "have a lovely day", "have a one", "have a nice weekend", "you too", "take care",
    "you were so very helpful", "you've been such a great help", "you have been much help", "i'm very grateful to you", "i am good", "i'm all set",
    "sounds good to me", "sounds great", "no", "nope", "nah", "yes", "yep", "yeah", "ok", "okay", "sure", "perfect", "awesome", "cool", "lovely", "wonderful",
    "excellent", "fine", "please", "wow", "oh", "ah", "well", "alright", "sorry", "then", "and", "dziękuję bardzo", "dziękujemy serdecznie",
    "dziekuje ślicznie", "dzięki wielkie", "dzieki pięknie", "dziękuję raz jeszcze i z góry", "dziękuję również", "dziękuję za szybką pomoc",
    "dziękuję za informację", "dziękuję za informacje", "dzięki za odpowiedź", "dzięki za wszystko", "dzięki za rozmowę", "dzięki za wyjaśnienia",
    "dzięki za wiadomość", "to już by było wszystko na dziś", "to będzie tyle na razie", "to byłoby wszystko na teraz", "nic więcej", "nic już",
    "do widzenia", "do usłyszenia", "do zobaczenia", "miłego dnia", "dobrego wieczoru", "spokojnego weekendu", "miłej spokojnej nocy", "miłej pracy",
    "spokojnej nocy", "dobranoc", "pozdrawiam serdecznie", "pozdrawiamy", "z poważaniem", "wzajemnie", "wszystko jasne", "w porządku", "na razie", "nie",
    "tak", "okej", "dobrze", "super", "świetnie", "rozumiem", "proszę", "pan", "pani", "państwu",
]  # fmt: skip


def texts(story: Story, language: str = "en") -> list[str]:
    return [line.text for line in prepare_brief(story.page, language, WARSAW).lines]


def tent() -> Story:
    return (
        Story().said(0, "chat:1", "The zip of my tent from order W7449508 is broken.").said(1, "chat:1", "It is new.")
    )


@pytest.mark.parametrize("words", ENDING)
def test_words_that_only_end_the_talk_are_not_told(words: str):
    assert says_nothing(words)
    assert not any("Last words" in line for line in texts(tent().said(2, "chat:1", words)))


@pytest.mark.parametrize("words", WAYS)
def test_every_way_to_end_a_talk_is_known_word_by_word(words: str):
    assert says_nothing(f"{words}, {words}, {words}")
    assert says_nothing(f"{words.upper()}. {words}. {words}, Anna.")


@pytest.mark.parametrize("words", SAYING)
def test_last_words_that_say_something_are_told(words: str):
    assert not says_nothing(words)
    assert any("Last words" in line for line in texts(tent().said(2, "chat:1", words)))


@pytest.mark.parametrize("words", ASKING)
def test_last_words_that_ask_for_something_are_told_however_few_and_polite(words: str):
    assert not says_nothing(words)
    assert any("Last words" in line for line in texts(tent().said(2, "chat:1", words)))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("hello, thank you for contacting us. how can i help you today? hi my order is late", "My order is late"),
        ("hi how can i help you my order is late", "My order is late"),
        ("Dzień dobry, w czym mogę pomóc? Zamek się rozchodzi.", "Zamek się rozchodzi."),
        ("Can I return this?", "Can I return this?"),
    ],
)
def test_the_shops_greeting_is_not_told_as_the_customers_words(words: str, told: str):
    assert told == without_greeting(words, ours=True)


@pytest.mark.parametrize(
    "words",
    [
        "Thanks for calling me back but my refund has still not arrived",
        "Thank you for contacting me but I have not agreed to the exchange, please refund",
        "Thank you for contacting me, but I have not agreed to the exchange",
        "My parcel never arrived and is marked delivered, what can I do now?",
        "I lost my receipt. What can I do to return the jacket?",
    ],
)
def test_the_customers_own_words_are_not_cut_as_a_greeting_of_the_shop(words: str):
    assert words == without_greeting(words)
    assert any(words in line for line in texts(Story().said(0, "chat:1", words)))


@pytest.mark.parametrize(
    "words",
    [
        "Thanks for calling me back but my refund has still not arrived",
        "I lost my receipt. What can I do to return the jacket?",
    ],
)
def test_what_no_shop_opens_with_is_kept_in_a_text_of_both_voices_too(words: str):
    assert words == without_greeting(words, ours=True)


def test_the_shops_greeting_is_left_out_of_a_call_in_one_text():
    words = "hello, thank you for calling us. how can i help you today? hi the zip of my tent is broken"
    assert any("“The zip of my tent is broken”" in line for line in texts(Story().said(0, "phone:1", words, "unknown")))


def promised(words: list[tuple[str, str, str]]) -> Story:
    """Kind, words and amount of each promise."""
    story = tent()
    for number, (kind, what, amount) in enumerate(words):
        story.happens(2 + number, happened.PromiseNoted(
            promise_id=f"p-{number}", item_id="t-1", promised=kind, made_by="agent", who="Anna", what=what, amount=amount,
            interaction_id="i-chat:1", due_at=NOON + timedelta(hours=40)))  # fmt: skip
    return story


@pytest.mark.parametrize(
    "words",
    [
        [("refund", "you get it back", "20.00 PLN"), ("refund", "you get it back", "50.00 PLN")],
        [("refund", "we see to it", ""), ("callback", "we see to it", "")],
        [("info", "••••", ""), ("info", "••••", "")],
        [("info", "we send •••• to you", ""), ("info", "we send •••• to you", "")],
    ],
)
def test_two_promises_of_other_kinds_or_amounts_or_hidden_words_stay_two(words: list[tuple[str, str, str]]):
    assert 2 == sum(words[0][1] in line for line in texts(promised(words)))


def test_the_same_promise_made_in_two_talks_is_told_once():
    story = tent()
    for number, what in enumerate(("we look into it", "we look into it", "we call you")):
        story.happens(2 + number, happened.PromiseNoted(
            promise_id=f"p-{number}", item_id="t-1", promised="info", made_by="agent", who="Anna", what=what,
            interaction_id="i-chat:1", due_at=NOON + timedelta(hours=40)))  # fmt: skip
    assert 1 == sum("we look into it" in line for line in texts(story))
    assert any("we call you" in line for line in texts(story))


def test_days_of_a_contradiction_are_told_in_the_readers_language():
    assert ("14 dni", "14 working days", "22 listopada", "in stock", "199.00 PLN") == (
        told_value("14 d", "pl"), told_value("14 wd", "en"), told_value("2026-11-22", "pl"), told_value("in", "en"),
        told_value("199.00 PLN", "pl"))  # fmt: skip
