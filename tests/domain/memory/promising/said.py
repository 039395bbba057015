"""What people of a shop say, with what it promises: our own words, said on Wednesday 18 November 2026 at 10:30 in Warsaw.

Each: the words, the kind, and when it is due as "month-day hour:minute" in Warsaw (empty: no time was said).
"""

from datetime import datetime
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")
SAID_AT = datetime(2026, 11, 18, 10, 30, tzinfo=WARSAW)

PROMISED_PL = [
    ("Oddzwonię do 16:00.", "callback", "11-18 16:00"),
    ("oddzwonie do pana w pn", "callback", "11-23 23:59"),
    ("Jutro do południa oddzwonię do Pani.", "callback", "11-19 12:00"),
    ("Sprawdzam u przewoźnika i oddzwonię jutro do 12:00.", "callback", "11-19 12:00"),
    ("Dzień dobry, sprawdzę to i wrócę do Pani z odpowiedzią jeszcze dziś.", "callback", "11-18 23:59"),
    ("Nie zadzwonimy już dzisiaj, ale odezwę się jutro do 10.", "callback", "11-19 10:00"),
    ("Zadzwonię za 10 minut.", "callback", "11-18 10:40"),
    ("Zadzwonię w ciągu pół godziny.", "callback", "11-18 11:00"),
    ("Oddzwonimy jutro między 10 a 12.", "callback", "11-19 12:00"),
    ("Odezwę się do godziny szesnastej.", "callback", "11-18 16:00"),
    ("Skontaktujemy się z Państwem najpóźniej w piątek.", "callback", "11-20 23:59"),
    ("Kierownik skontaktuje się z Panią jutro do 15.", "callback", "11-19 15:00"),
    ("Nasz konsultant oddzwoni do Pani do 15:30.", "callback", "11-18 15:30"),
    ("Proszę czekać na telefon od naszego konsultanta, oddzwoni do końca dnia.", "callback", "11-18 23:59"),
    ("W razie pytań proszę pisać, oddzwonię do 16:00.", "callback", "11-18 16:00"),
    ("Zwrócimy pieniądze w ciągu 14 dni.", "refund", "12-02 23:59"),
    ("Zwrócimy Pani 49,99 zł za wysyłkę do 1 grudnia.", "refund", "12-01 23:59"),
    ("Przelew zlecę dzisiaj do 17.", "refund", "11-18 17:00"),
    ("Pieniądze będą na Pana koncie w ciągu 3 dni roboczych.", "refund", "11-23 23:59"),
    ("489,00 zł wróci na pani konto najpóźniej 21 listopada.", "refund", "11-21 23:59"),
    ("Otrzyma Pani zwrot w ciągu 5 dni roboczych.", "refund", "11-25 23:59"),
    ("Zwrot środków zostanie zrealizowany w ciągu 5-7 dni roboczych na kartę.", "refund", "11-27 23:59"),
    ("Wyślemy zamiennik w poniedziałek.", "replacement", "11-23 23:59"),
    ("Wymienimy kurtkę na nową, grafit, rozmiar M, najpóźniej do 21 listopada.", "replacement", "11-21 23:59"),
    ("Wymienimy Pani buty na nowe do piątku.", "replacement", "11-20 23:59"),
    ("Nowy egzemplarz nadamy jutro kurierem.", "replacement", "11-19 23:59"),
    ("Paczka dotrze do Pani w piątek.", "delivery", "11-20 23:59"),
    ("Zamówienie zostanie wysłane jutro.", "delivery", "11-19 23:59"),
    ("Pani zamówienie dotrze do paczkomatu najpóźniej w środę.", "delivery", "11-25 23:59"),
    ("Brakującą część doślemy w przyszłym tygodniu.", "delivery", "11-27 23:59"),
    ("Będą czekać w salonie Warszawa Centrum najpóźniej 25 listopada od rana.", "delivery", "11-25 12:00"),
    ("Rezerwuję rozmiar M w salonie, odbiór 20 listopada od 15:00.", "delivery", "11-20 15:00"),
    ("Przyznam Pani rabat 20% na kolejne zakupy.", "discount", ""),
    ("Prześlę kod rabatowy jeszcze dziś.", "discount", "11-18 23:59"),
    ("Damy Pani 10% rabatu na następne zakupy.", "discount", ""),
    ("Potwierdzenie wyślę mailem w godzinę.", "info", "11-18 11:30"),
    ("Dam znać do końca dnia, czy jest na stanie.", "info", "11-18 23:59"),
    ("Ustalę z magazynem i dam Pani znać do jutra do 12:00.", "info", "11-19 12:00"),
    ("Wyślemy Pani etykietę zwrotną mailem do jutra.", "info", "11-19 23:59"),
    ("Odpowiedź na reklamację wyślemy do 30 listopada.", "info", "11-30 23:59"),
    ("Reklamację rozpatrzymy w ciągu 14 dni.", "info", "12-02 23:59"),
    ("Faktura zostanie wysłana mailem w ciągu 24 godzin.", "info", "11-19 10:30"),
]

PROMISED_EN = [
    ("I'll call you back by 4pm.", "callback", "11-18 16:00"),
    ("I'll call you tomorrow by 9 p.m. at the latest.", "callback", "11-19 21:00"),
    ("I'm going to call you on Monday at 9am.", "callback", "11-23 09:00"),
    ("I'll check with the warehouse and call you back by 4pm.", "callback", "11-18 16:00"),
    ("I'll give you a call tomorrow morning.", "callback", "11-19 12:00"),
    ("I promise to call you by 5pm.", "callback", "11-18 17:00"),
    ("Someone from our team will contact you within 24 hours.", "callback", "11-19 10:30"),
    ("We'll get back to you.", "callback", ""),
    ("We will look at it ASAP and will contact you with details in due course.", "callback", ""),
    ("You'll hear from us by Friday.", "callback", "11-20 23:59"),
    ("Expect a call by 5 pm.", "callback", "11-18 17:00"),
    ("I will make sure you get a call tomorrow.", "callback", "11-19 23:59"),
    ("We'll refund you within 14 days.", "refund", "12-02 23:59"),
    ("I'm going to refund you the $40 for the error.", "refund", ""),
    ("You will receive your refund within 3-5 business days.", "refund", "11-25 23:59"),
    ("The refund will be processed to your gift card.", "refund", ""),
    (
        "I am going to refund the second charge to you. You can expect to get the refund by tomorrow.",
        "refund",
        "11-19 23:59",
    ),
    ("I'll get that refund processed today.", "refund", "11-18 23:59"),
    ("I'll send you a replacement by Friday.", "replacement", "11-20 23:59"),
    ("So we will ship you a new one.", "replacement", ""),
    ("We're sending out a new pair tomorrow.", "replacement", "11-19 23:59"),
    ("I'll be happy to reship your order.", "replacement", ""),
    ("We will ship it tomorrow.", "delivery", "11-19 23:59"),
    ("Your parcel will arrive on Tuesday.", "delivery", "11-24 23:59"),
    ("The missing pole goes out by courier today and will be with you by Friday.", "delivery", "11-20 23:59"),
    ("Your EU 39s will be at Kraków Karmelicka on Friday from noon.", "delivery", "11-20 12:00"),
    ("I will resend your package.", "delivery", ""),
    ("I am going to issue a new code to you for 20% off.", "discount", ""),
    ("I will generate a new promo code for you.", "discount", ""),
    ("I'll look into this and let you know by tomorrow noon.", "info", "11-19 12:00"),
    ("I'll email you the invoice today.", "info", "11-18 23:59"),
]

# May be offered to be promised, but is not recorded by itself: conditions, attempts, other people's doing, no time, a question behind it.
UNSURE = [
    "Po otrzymaniu zwrotu oddamy pieniądze w ciągu 14 dni.", "Jeśli odeśle Pani buty, zwrócimy całą kwotę w ciągu 14 dni.",
    "Zwrot pieniędzy otrzyma Pani w ciągu 14 dni od otrzymania przez nas towaru.", "Kurier dostarczy paczkę jutro.",
    "Producent skontaktuje się z Panem w ciągu 48h.", "Mówiłam wczoraj, że oddzwonię do 16.", "Zaraz oddzwonię.", "Dam znać.",
    "If you send it back, we will refund you within 14 days.", "As soon as it's back in stock we will ship it.", "Refund within 14 days.",
    "I will call you tomorrow at 10, ok?", "Let me call you back in 10 minutes.", "Your refund should show up in 3-5 days.",
    "You will be refunded within 14 days of us receiving the item.", "They will get back to you as soon as possible.",
    "We refund within 30 days as a rule.",
    "You will receive an email with instructions on how to return the item.", "You will receive a refund of $30. Would you like to proceed?",
]  # fmt: skip

NOTHING = [
    "Czy mam oddzwonić o 16?", "Mogę oddzwonić o 16.", "Nie oddzwonię dzisiaj.", "Niestety, nie zwrócimy kosztów wysyłki.",
    "Kiedy oddzwonimy? Najpóźniej w piątek.", "Wróciliśmy wczoraj z paczką.", "Zwracam uwagę, że sklep jest czynny do 20.",
    "Jutro będziemy czynni do 18.", "Już oddzwaniam.", "Zwrócimy na to uwagę.", "Proszę oddzwonić do 16:00.",
    "Kurier odbierze paczkę w czwartek między 9 a 12.", "Zwrot przyjmujemy w każdym salonie.",
    "I won't call you back tomorrow.", "I will not be able to call you back today.", "I'd call you back tomorrow if I could.",
    "Should I call you back by 4pm?", "Can you call me back by 4pm?", "Please call us back by 4pm.", "She will call you back at 3pm.",
    "We will never call you to ask for your PIN.", "I called you yesterday at 4pm.", "I have processed your refund.",
    "I will need your account id and order id.", "I'll send a report to the purchasing department right now.",
    "I will reset the password and send you a new one to use.", "It will be sunny all day on Friday.", "The show time will be at 3:30 pm.",
    "Your driver will be arriving in 5 minutes.", "You should see a restaurant beside it.", "You will have to call Dr. Morgan.",
    "How can I help you today?", "Thanks for waiting, I'll be with you in 5 minutes.",
]  # fmt: skip
