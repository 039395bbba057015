"""What the people of the demo's past weeks said: an invented shop's ordinary talk, in Polish."""

FIRST_NAMES = (
    ("Agata", "f"), ("Bartosz", "m"), ("Beata", "f"), ("Celina", "f"), ("Daniel", "m"), ("Dorota", "f"), ("Emil", "m"), ("Filip", "m"),
    ("Grażyna", "f"), ("Henryk", "m"), ("Iga", "f"), ("Jacek", "m"), ("Julia", "f"), ("Karol", "m"), ("Lena", "f"), ("Łukasz", "m"),
    ("Magda", "f"), ("Norbert", "m"), ("Ola", "f"), ("Patryk", "m"), ("Renata", "f"), ("Sylwia", "f"), ("Szymon", "m"), ("Wanda", "f"),
)  # fmt: skip
LAST_NAMES = (
    "Adamek", "Bielak", "Cichoń", "Dudek", "Frątczak", "Gawron", "Hajduk", "Janik", "Kaleta", "Lipka", "Madej", "Nowicka", "Okoń", "Pająk",
    "Rogala", "Sikora", "Turek", "Urban", "Wrona", "Zając",
)  # fmt: skip
LETTERS = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")
PRODUCTS = (  # its name, as one says "w sprawie …", and what may be wrong with it
    ("kurtka Halny", "kurtki Halny", "rozchodzi się zamek"),
    ("plecak Świnica", "plecaka Świnica", "puścił szew przy pasie biodrowym"),
    ("buty Kasprowy", "butów Kasprowy", "odkleja się podeszwa"),
    ("namiot Orawa", "namiotu Orawa", "pękł segment pałąka"),
    ("śpiwór Babia", "śpiwora Babia", "wychodzi puch przy kapturze"),
    ("czołówka Iskra", "czołówki Iskra", "gaśnie po kilku minutach"),
    ("kije Giewont", "kijów Giewont", "nie trzyma blokada"),
    ("termos Kocioł", "termosu Kocioł", "przecieka pod korkiem"),
    ("softshell Rysy", "softshellu Rysy", "pruje się mankiet"),
    ("mata Polana", "maty Polana", "schodzi z niej powietrze"),
)
FIRST = {
    "question": "Dzień dobry, czy {product} będzie jeszcze w tym sezonie w moim rozmiarze?",
    "order": "Dzień dobry, zamówienie {order} miało przyjść wczoraj, a paczki z {product_of} nadal nie ma.",
    "complaint": "Dzień dobry, reklamacja: {product} z zamówienia {order}, {fault}.",
    "return": "Dzień dobry, chcę zwrócić {product_plain} z zamówienia {order}, nie pasuje.",
}
NEXT = {
    "question": "Pisałam już o dostępności {product_of}, czy coś wiadomo?",
    "order": "Znowu ja w sprawie paczki z {product_of}, kontaktowałam się już i nadal czekam.",
    "complaint": "Kontaktowałam się już w sprawie reklamacji {product_of}. Co dalej?",
    "return": "Zgłaszałam już zwrot {product_of}, kiedy dostanę pieniądze?",
}
ANSWER = {
    "question": "Dzień dobry, sprawdziłem: {product} wraca na stan w przyszłym tygodniu.",
    "order": "Dzień dobry, paczka z {product_of} wyszła wczoraj z magazynu.",
    "complaint": "Dzień dobry, przykro mi. Przyjmuję reklamację {product_of}.",
    "return": "Dzień dobry, przyjmuję zwrot {product_of}.",
}
ASK_AGAIN = "Czy mogę prosić o numer zamówienia?"
TELL_AGAIN = "Podawałam już: {order}."
KNOWN = "Widzę wcześniejszą rozmowę i zamówienie, nie trzeba nic powtarzać."
DONE = "Dziękuję, to już wszystko, działa."
PROMISED = {
    "order": ("delivery", "dostawa paczki z {product_of}"),
    "complaint": ("replacement", "wymiana {product_of}"),
    "return": ("refund", "zwrot pieniędzy za {product_plain}"),
}
AGENTS = (
    ("anna.wojcik", "Anna Wójcik"),
    ("piotr.zielinski", "Piotr Zieliński"),
    ("marta.lis", "Marta Lis"),
    ("jan.kubiak", "Jan Kubiak"),
)
STORES = (
    ("poznan-polwiejska", "Salon Poznań Półwiejska", "Tomasz"),
    ("krakow-karmelicka", "Salon Kraków Karmelicka", "Kinga"),
    ("warszawa-centrum", "Salon Warszawa Centrum", "Oskar"),
    ("gdansk-wrzeszcz", "Salon Gdańsk Wrzeszcz", "Bartek"),
)
