"""Structured fields: what a field calls a secret is one; references stay whole."""

from domain.memory.secrets import hide_again, mask_all


def test_a_field_called_a_secret_is_one_whatever_it_holds():
    sent = {"pin": "48 15", "card_number": 4111, "mothers_maiden_name": "Nowak", "nested": [{"password": "kot"}]}
    assert {"pin": "•• ••", "card_number": "••••", "mothers_maiden_name": "•••••", "nested": [{"password": "•••"}]} == (
        mask_all(sent)
    )


def test_references_keep_digits_that_happen_to_add_up():
    sent = {
        "tracking_number": "4111111111111111",
        "id": "44051401359",
        "number": "PL-48213",
        "pinned": True,
        "total": 129.5,
    }
    assert sent == mask_all(sent)


def test_a_secret_told_in_the_text_is_hidden_in_what_repeats_it():
    parts = [{"type": "html", "text": "<p>4815</p>"}, {"type": "text", "range": "quoted", "text": "> 48150 4815."}]
    hidden = hide_again({"parts": parts, "n": 4815}, frozenset({"4815"}))
    assert ["<p>••••</p>", "> 48150 ••••."] == [each["text"] for each in hidden["parts"]]
