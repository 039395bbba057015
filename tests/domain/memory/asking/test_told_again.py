"""A customer has to say the same twice: counted once for an item and a key."""

from domain.customer import events as happened
from tests.domain.memory.asking.desk import NoOther, Story
from tests.examples import counting


def test_the_same_value_in_another_interaction_was_told_again():
    story = Story()
    story.says("customer", "order PL-48213", 0, "i-1")
    again = story.says("customer", "It is about order PL-48213, order PL-48213!", 60, "i-2")
    assert [(again, "order_no")] == story.told_again()


def test_another_value_was_not():
    story = Story()
    story.says("customer", "order PL-48213", 0, "i-1")
    story.says("customer", "order PL-99999", 60, "i-2")
    assert [] == story.told_again()


def test_within_one_interaction_only_what_was_asked_for_was_said_twice():
    story = Story()
    story.says("customer", "order PL-48213", 0)
    story.says("customer", "so where is order PL-48213 now", 1)
    assert [] == story.told_again()
    story.says("agent", "Can I have your order number?", 2)
    again = story.says("customer", "order PL-48213", 3)
    assert [(again, "order_no")] == story.told_again()


def test_a_first_telling_that_comes_late_makes_the_later_one_the_second():
    story = Story()
    later = story.says("customer", "order PL-48213", 30, "i-2")
    story.says("customer", "order PL-48213", 0, "i-1")
    assert [(later, "order_no")] == story.told_again()


def test_a_secret_told_again_is_counted_though_nobody_knows_it():
    story = Story()
    story.says("agent", "What was your mother's maiden name?", 0, "i-1")
    story.says("customer", "Quillfeather", 1, "i-1")
    story.says("agent", "What was your mother's maiden name?", 60, "i-2")
    again = story.says("customer", "Quillfeather", 61, "i-2")
    assert [(again, "security_answer")] == story.told_again()


ORDER = "order PL-48213"


def test_what_both_told_who_become_one_was_told_again_where_it_came_second():
    ids, others = counting(), NoOther()
    absorbed = Story(customer_id="c-2", ids=ids, others=others)
    absorbed.says("customer", ORDER, 0, "i-1")
    absorbed.says("customer", ORDER, 30, "i-2")  # told again already, of its own page
    survivor = Story(ids=ids, others=others, position=100)
    again = survivor.says("customer", ORDER, 60, "i-3")
    survivor.says("customer", "order PL-99999", 61, "i-3")
    assert [] == survivor.told_again()
    others.streams["c_2"] = absorbed.events
    merged = happened.CustomersMerged(merge_id="m-1", survivor="c-1", absorbed="c-2", evidence=())
    survivor.derive(survivor.take(merged, 61))
    assert [(again, "order_no")] == survivor.told_again()
    (told,) = [each for each in survivor.derived if isinstance(each, happened.FactToldAgain)]
    assert ("i-1", "i-3") == (told.told_in, told.interaction_id)


def test_an_interaction_that_moves_here_told_again_what_was_told_here_and_the_other_way_round():
    ids, others = counting(), NoOther()
    left = Story(customer_id="c-2", ids=ids, others=others)
    moved_item = left.says("customer", ORDER, 60, "i-2")
    here = Story(ids=ids, others=others, position=100)
    here.says("customer", ORDER, 0, "i-1")
    left.says("customer", "write to orla@example.org", 61, "i-2")
    later = here.says("customer", "orla@example.org", 90, "i-3")
    others.streams["c_2"] = left.events
    moved = happened.InteractionReassigned(
        interaction_id="i-2", from_customer="c-2", to_customer="c-1", reason="handle:phone"
    )
    here.derive(here.take(moved, 95))
    assert [(later, "email"), (moved_item, "order_no")] == sorted(here.told_again(), key=lambda each: each[1])


def test_the_name_of_a_child_is_no_repetition_and_answers_no_question_of_a_page_that_came_together():
    ids, others = counting(), NoOther()
    absorbed = Story(customer_id="c-2", ids=ids, others=others)
    absorbed.says("customer", "It is for my son Kieran", 0, "i-1")
    survivor = Story(ids=ids, others=others, position=100)
    asked = survivor.says("agent", "May I have your name, please?", 60, "i-2")
    survivor.says("customer", "It is for my son Kieran", 61, "i-2")
    others.streams["c_2"] = absorbed.events
    merged = happened.CustomersMerged(merge_id="m-1", survivor="c-1", absorbed="c-2", evidence=())
    survivor.derive(survivor.take(merged, 62))
    assert [] == survivor.told_again()
    assert [] == survivor.asked_again(asked)
