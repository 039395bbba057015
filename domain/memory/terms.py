"""What a contradiction between the shop's rules is about, and their values, as a reader would say it (docs/contradictions.md)."""

# By the beginning of a policy's topic; after "o" and "about".
_TOPICS = {
    "pl": {
        "return_time": "czasie na zwrot", "warranty": "gwarancji", "code_time": "ważności kodu", "return_cost": "koszcie zwrotu",
        "return_of_sale": "zwrocie rzeczy przecenionych", "return_without_receipt": "zwrocie bez paragonu",
        "web_return_in_store": "zwrocie w salonie rzeczy kupionych w internecie", "refund_time": "czasie zwrotu pieniędzy",
        "complaint_time": "czasie na odpowiedź na reklamację", "delivery_cost": "koszcie dostawy", "free_delivery_from": "progu darmowej dostawy",
        "hours": "godzinach otwarcia",
    },
    "en": {
        "return_time": "the time to return something", "warranty": "the warranty", "code_time": "how long a code holds",
        "return_cost": "the cost of returns", "return_of_sale": "returns of sale items", "return_without_receipt": "returns without a receipt",
        "web_return_in_store": "returns in the shop of what was bought on the web", "refund_time": "how long a refund takes",
        "complaint_time": "how long a complaint takes", "delivery_cost": "the cost of delivery", "free_delivery_from": "from when delivery is free",
        "hours": "opening hours",
    },
}  # fmt: skip
_RETURNABLE = {"pl": "możliwości zwrotu", "en": "whether it can be returned"}
_ALLOWED = {"pl": {"yes": "można", "no": "nie można"}, "en": {"yes": "possible", "no": "not possible"}}
_YEAR = 365  # days
_YEARS = {"pl": ("rok", "{n} lata", "{n} lat"), "en": ("a year", "{n} years", "{n} years")}


def topic_of(subject: str, language: str) -> str:
    """What a contradiction of policies is about; empty for a topic without a name."""
    sort, _, topic = subject.partition(":")
    if sort == "returnable":
        return _RETURNABLE[language]
    return _TOPICS[language].get(topic.partition(" ")[0], "")


def allowed(value: str, language: str) -> str:
    """Whether something may be done, where a rule says yes or no; else the value."""
    return _ALLOWED[language].get(value, value)


def in_years(days: int, language: str) -> str:
    """Days that are whole years as years: "2 lata"; empty for others."""
    if days <= 0 or days % _YEAR:
        return ""
    number = days // _YEAR
    few = number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14)
    return _YEARS[language][0 if number == 1 else 1 if few else 2].format(n=number)
