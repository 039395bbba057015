"""A customer has to say the same twice: counted once for an item and a key."""

from tests.domain.memory.asking.desk import Story


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
