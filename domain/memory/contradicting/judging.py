"""Whether two statements cannot both be true: the same thing, at one time and place, from two sources, and said otherwise."""

from datetime import timedelta

from domain.memory.contradicting.hours import SUBJECT as HOURS
from domain.memory.contradicting.hours import hours_differ
from domain.memory.contradicting.likeness import same_name
from domain.memory.contradicting.orders import AFTER, BY, CANCELLED, PARCEL, goes_back
from domain.memory.contradicting.places import holds_together, same_place
from domain.memory.contradicting.promotions import NO, YES
from domain.memory.contradicting.statements import Stated, Statement

# How far apart in time two statements of a kind are still about one state of the world.
WINDOWS = {
    "price": timedelta(days=14), "promotion": timedelta(days=30), "stock": timedelta(hours=4), "date": timedelta(days=30),
    "policy": timedelta(days=90), "order": timedelta(days=30), "points": timedelta(hours=24),
}  # fmt: skip
AT_ONCE = timedelta(minutes=1)  # two systems' figures of one minute may not differ


def same_subject(one: Statement, other: Statement) -> bool:
    """Whether two statements of one kind speak of one thing."""
    return one.kind == other.kind and same_thing(one.subject, other.subject, sizes=one.kind == "stock")


def same_thing(one: str, other: str, sizes: bool = False) -> bool:
    """Whether two subjects mean one thing: numbers to the letter, names by their words."""
    (left, name), (right, another) = (each.rpartition(":")[::2] for each in (one, other))
    if left != right or not name:
        return False
    return name == another or (left.endswith(("product", "promotion")) and same_name(name, another, sizes))


def contradict(one: Stated, other: Stated) -> bool:
    """Whether one denies the other. Who puts themselves right, and a system that goes on, denies nothing."""
    before, after = sorted((one, other), key=lambda each: each.at)
    left, right = before.statement, after.statement
    if not same_subject(left, right) or after.at - before.at > WINDOWS[left.kind]:
        return False
    if before.item_id == after.item_id or (before.quoted and after.quoted) or not _valid_together(before, after):
        return False
    if left.kind == "date" and left.audience and right.audience and left.audience != right.audience:
        return False  # two sales
    if left.kind == "order":
        return _order(before, after)
    if before.source == after.source or left.norm == right.norm:
        return False
    return _JUDGES.get(left.kind, _otherwise)(before, after)


def _otherwise(before: Stated, after: Stated) -> bool:
    return True


def _order(before: Stated, after: Stated) -> bool:
    """A parcel denies its order only where that was cancelled, and no other parcel."""
    left, right = before.statement, after.statement
    if PARCEL in (left.place, right.place) and (left.place or left.norm != CANCELLED):
        return False
    return goes_back(left.norm, right.norm, before.noted and after.noted and before.source == after.source)


def _price(before: Stated, after: Stated) -> bool:
    """Sums differ, and the later does not say that it replaces the earlier; one said without its currency is in the other's.
    What it costs in two currencies is nothing to compare.
    """
    (one, left), (other, right) = (each.statement.norm.partition(" ")[::2] for each in (before, after))
    replaced = after.statement.former == before.statement.norm
    return one != other and (left == right or not left or not right) and not replaced


def _rule(before: Stated, after: Stated) -> bool:
    """Days and working days are nothing to compare, nor the warranty on two things."""
    one, other = (each.statement.norm.rpartition(" ")[2] for each in (before, after))
    if before.statement.subject.startswith(HOURS):
        return hours_differ(before.statement.norm, after.statement.norm) and same_place(
            before.statement.place, after.statement.place
        )
    return {one, other} != {"d", "wd"} and _on_one_thing(before.statement, after.statement)


def _worth(before: Stated, after: Stated) -> bool:
    """That a code holds agrees with every worth but none; a sum and a share cannot be compared, nor what is on two things."""
    left, right = before.statement, after.statement
    if not _on_one_thing(left, right) or (left.audience and right.audience and left.audience != right.audience):
        return False
    norms = {before.statement.norm, after.statement.norm}
    return NO in norms or (YES not in norms and len({norm.endswith("%") for norm in norms}) == 1)


def _on_one_thing(one: Statement, other: Statement) -> bool:
    """Whether two things that a rule or a promotion is said to be on are one; where one is not said, it may be any."""
    return not (one.place and other.place) or same_name(one.place, other.place)


def _stock(before: Stated, after: Stated) -> bool:
    """There or gone at one place; two systems' numbers only when both are of one minute."""
    return same_place(before.statement.place, after.statement.place)


def _day(before: Stated, after: Stated) -> bool:
    """A day that was moved, and told as moved, is another day; so is one that had passed when the next was told. What comes
    by a day may come before.
    """
    left, right = before.statement, after.statement
    if after.changes or left.norm < after.at.date().isoformat():
        return False
    if AFTER in (left.place, right.place):  # what comes no sooner than a day may come later
        earliest, on = (left, right) if left.place == AFTER else (right, left)
        return on.place != AFTER and on.norm < earliest.norm
    latest, on = (left, right) if left.place == BY else (right, left)
    return left.place == right.place or on.norm > latest.norm


_JUDGES = {"price": _price, "policy": _rule, "promotion": _worth, "stock": _stock, "date": _day}


def differ_in_number(one: Stated, other: Stated) -> bool:
    """Whether two systems give one place's stock of one minute as two numbers."""
    left, right = one.statement, other.statement
    return (
        one.noted and other.noted and left.kind == "stock" and one.source != other.source and left.value != right.value
        and abs(one.at - other.at) <= AT_ONCE and same_subject(left, right) and same_place(left.place, right.place))  # fmt: skip


def _valid_together(before: Stated, after: Stated) -> bool:
    left, right = before.statement, after.statement
    if not holds_together(left.channels, before.channel, right.channels, after.channel):
        return False
    if left.kind == "date":
        return True
    ended = left.until is not None and (right.since or after.at) > left.until
    begins = right.since is not None and before.at < right.since and not (left.until and left.until >= right.since)
    return not (ended or (begins and left.since is None) or _apart(left, right))


def _apart(left: Statement, right: Statement) -> bool:
    """Both say when they hold, and the times have nothing in common."""
    return bool(left.until and right.since and left.until < right.since) or bool(
        right.until and left.since and right.until < left.since
    )
