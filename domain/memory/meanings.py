"""What the fixed words of facts mean to a reader, in a word or two: "damaged" is "uszkodzenie" (norms: docs/facts.md)."""

MEANT = {
    "pl": {
        "not_working": "nie działa", "damaged": "uszkodzenie", "missing": "brak części", "late": "opóźnienie", "lost": "zaginięcie",
        "shown_delivered": "doręczenia nie było", "wrong_item": "nie ten towar", "wrong_size": "zły rozmiar", "not_as_described": "niezgodność z opisem",
        "overcharged": "za wysoka opłata", "unwanted_charge": "obciążenie bez zamówienia", "not_refunded": "brak zwrotu pieniędzy",
        "code_refused": "kod nie działa", "cannot_log_in": "kłopot z logowaniem", "out_of_stock": "brak towaru", "leaking": "przeciek", "noisy": "hałas",
        "refund": "zwrot pieniędzy", "exchange": "wymiana", "replacement": "nowy egzemplarz", "repair": "naprawa", "cancel": "anulowanie",
        "return": "zwrot towaru", "discount": "rabat", "change_address": "zmiana adresu", "change_order": "zmiana zamówienia",
        "complaint": "reklamacja", "callback": "telefon zwrotny", "status": "wiadomość, co z zamówieniem", "invoice": "faktura",
        "extension": "więcej czasu", "password_reset": "nowe hasło",
        "called": "telefon", "wrote": "wiadomość", "restarted": "ponowne uruchomienie", "reinstalled": "ponowna instalacja", "charged": "ładowanie",
        "cleaned": "czyszczenie", "visited": "wizyta w salonie", "sent_back": "odesłanie",
    },
    "en": {
        "not_working": "does not work", "damaged": "damaged", "missing": "something missing", "late": "late", "lost": "lost",
        "shown_delivered": "not there though shown as delivered", "wrong_item": "wrong item", "wrong_size": "wrong size",
        "not_as_described": "not as described", "overcharged": "charged too much", "unwanted_charge": "charged without an order",
        "not_refunded": "not refunded", "code_refused": "code refused", "cannot_log_in": "cannot log in", "out_of_stock": "out of stock",
        "leaking": "leaking", "noisy": "noisy",
        "refund": "a refund", "exchange": "an exchange", "replacement": "a replacement", "repair": "a repair", "cancel": "a cancellation",
        "return": "to return it", "discount": "a discount", "change_address": "another address", "change_order": "a changed order",
        "complaint": "a complaint", "callback": "a call back", "status": "to know where the order is", "invoice": "an invoice",
        "extension": "more time", "password_reset": "a new password",
        "called": "a call", "wrote": "a message", "restarted": "a restart", "reinstalled": "a new installation", "charged": "charging",
        "cleaned": "cleaning", "visited": "a visit to the shop", "sent_back": "sent back",
    },
}  # fmt: skip
