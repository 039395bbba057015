"""How people name what is told and asked for, in phrases of each key, Polish and English."""

_NUMBER = ("number", "numbers", "no", "nr", "num", "id", "ids", "id's", "code", "reference", "ref")
_NUMER = ("numer", "numeru", "numerem", "nr", "id", "identyfikator", "identyfikatora")


def _each(firsts: str, *seconds: str) -> list[str]:
    return [f"{first} {second}" for first in firsts.split() for second in seconds]


# Phrases of each key; those after "|" name it only where the value stands right beside.
PHRASES: dict[str, tuple[list[str], list[str]]] = {
    "name": (["name", "names", "full name", "first and last name", "imię i nazwisko", "imie i nazwisko", "imienia i nazwiska",
              "imieniem i nazwiskiem", "nazwisko", "nazwiska", "imię", "godność", "pana godność", "pani godność"], []),
    "account_no": ([*_each("account acct acc acount", *_NUMBER), *_each("numer nr id identyfikator numeru numerem", "konta", "rachunku"),
                    "konto nr", "konto numer", "konta nr", "iban"], ["account", "acct", "konto", "konta", "rachunek"]),
    "customer_no": ([*_each("customer client member membership", *_NUMBER[:6]), *_each("numer nr id identyfikator numeru numerem", "klienta", "klientki"),
                     *_each("klient klienta klientem klientką", "nr", "numer"),
                     *_each("numer nr numeru numerem", "karty stałego klienta", "karty klienta", "karty lojalnościowej", "karty klubowej"),
                     *_each("loyalty club rewards", "number", "card number", "card no", "card")], ["karta stałego klienta", "karta klubowa"]),
    "order_no": ([*_each("order purchase booking", *_NUMBER), *_each(" ".join(_NUMER), "zamówienia", "zamowienia", "zakupu"),
                  *_each("zamówienie zamówienia zamówieniu zamówieniem zamowienie zamowienia", "nr", "numer", "o numerze"),
                  "nr zam", "numer zam", "zam nr", "zam"],
                 ["order", "orders", "order with id", "zamówienie", "zamówienia", "zamówieniu", "zamówieniem", "zamowienie", "zamowienia"]),
    "username": (["username", "usernames", "user name", "user names", "user id", "userid", "login name", "nazwa użytkownika", "nazwę użytkownika",
                  "nazwy użytkownika", "nazwa uzytkownika", "nick", "twój login", "pana login", "pani login", "loginu", "login do konta"],
                 ["login", "loguję się jako", "zalogowany jako", "zalogowana jako"]),
    "email": (["email", "emails", "e-mail", "email address", "e-mail address", "email adress", "email addresses", "mail", "adres email", "adres e-mail",
               "adres mailowy", "adresu email", "adresu e-mail", "maila", "mejl", "mejla", "e-maila"], []),
    "phone": (["phone", "phone number", "phone numbers", "phone no", "telephone", "telephone number", "mobile", "mobile number", "cell number",
               "cell phone number", "contact number", "telefon", "telefonu", "numer telefonu", "numeru telefonu", "nr telefonu", "numer kontaktowy",
               "telefon kontaktowy", "numer komórki", "numer komórkowy"], ["cell", "tel", "kom", "komórka"]),
    "postcode": (["zip", "zipcode", "zip code", "zip codes", "postcode", "post code", "postal code", "kod pocztowy", "kodu pocztowego",
                  "kodem pocztowym"], []),
    "address": (["address", "full address", "street address", "home address", "shipping address", "mailing address", "delivery address",
                 "billing address", "current address", "adres", "adresu", "adres zamieszkania", "adres dostawy", "adres do wysyłki", "ulica"], []),
    "birth_date": (["date of birth", "birth date", "birthdate", "dob", "d.o.b", "birthday", "data urodzenia", "datę urodzenia", "daty urodzenia",
                    "date urodzenia"], ["born", "born on", "urodzony", "urodzona", "urodziłem się", "urodziłam się", "ur"]),
    "pin": (["pin", "pins", "pin number", "pin code", "pin no", "security pin", "numer pin", "kod pin", "pinu", "pin-u", "kodu pin"], []),
    "security_answer": ([*_each("maiden", "name", "is", "was"), "mother's maiden", "mothers maiden", "security question", "security questions",
                         "security answer", "security answers", "secret question", "childhood pet", "pet's name", "pets name", "pet name",
                         "pytanie pomocnicze", "pytanie bezpieczeństwa", "odpowiedź na pytanie", "nazwisko panieńskie", "nazwisko rodowe",
                         "nazwisko panieńskie matki", "nazwisko rodowe matki",
                         "panieńskie nazwisko matki", "imię pierwszego zwierzęcia", "imię pierwszego zwierzaka",
                         "imię zwierzęcia", "imię zwierzaka", "imię psa", "imię kota"], ["pet", "cat's name", "dog's name"]),
    "": (["tracking number", "tracking id", "card number", "room number", "serial number", "model number", "invoice number", "flight number",
          "ip address", "web address", "order status", "reference number", "numer karty", "numer przesyłki", "numer faktury", "numer seryjny",
          "nr przesyłki", "nr faktury", "nr karty", "product code", "promo code", "discount code", "kod rabatowy", "ticket number", "routing number"],
         []),
}  # fmt: skip
PAIRS = {
    f"{one}{joined}{other} {number}": (first, second)
    for joined in (" and ", " or ", " ", "/")  # "&" is no core
    for number in _NUMBER
    for one, first, other, second in (("account", "account_no", "order", "order_no"), ("order", "order_no", "account", "account_no"))
}  # fmt: skip

# Questions that name no topic.
WHO = {
    **dict.fromkeys(("am i speaking", "am i talking", "am i chatting", "do i have the pleasure", "rozmawiam", "mam przyjemność", "się pan nazywa",
                     "się pani nazywa", "się nazywasz", "się przedstawić", "się pan przedstawić", "się pani przedstawić", "you are called",
                     "are you called"), "name"),
    **dict.fromkeys(("pod jaki numer", "pod jakim numerem", "na jaki numer", "what number can", "which number can", "best number to reach",
                     "number to reach you"), "phone"),
    **dict.fromkeys(("kiedy się pani urodziła", "kiedy się pan urodził", "kiedy się urodziłaś", "kiedy się urodziłeś", "when were you born"),
                    "birth_date"),
}  # fmt: skip
