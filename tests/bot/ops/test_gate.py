"""What speaks against a new model."""

import pytest

from bot.language import FORMS
from bot.ops.gate import as_plain, compare, refusals
from tests.bot.ops.outcomes import model_of


def against(before, now):
    return list(refusals(compare(before, now)))


def test_nothing_speaks_against_the_same_answers_or_better_ones():
    assert not against(model_of(wrong={1}), model_of(wrong={1}))
    assert not against(model_of(wrong={1}, unseen={2}), model_of())


def test_one_danger_less_refuses_for_good_even_when_another_is_seen_now():
    found = against(model_of(), model_of(unseen={3}))
    assert [refusal.final for refusal in found] == [True]
    assert "49 of 50, the live model sees 50" in found[0].text
    assert not against(model_of(unseen={3}), model_of(unseen={4}))


def test_a_danger_lost_in_one_form_is_not_made_good_by_another_form():
    before = model_of(form="hi", unseen={1, 2}) + model_of(form="en")
    now = model_of(form="hi") + model_of(form="en", unseen={1})
    assert [refusal.text.split(":")[0] for refusal in against(before, now)] == ["Fewer dangers are seen in en"]


@pytest.mark.parametrize(
    ("messages", "more_wrong", "refused"),
    [(500, 5, False), (500, 6, True), (200, 2, False), (200, 3, True), (30, 2, False), (30, 3, True), (3, 3, True)],
)
def test_a_slice_may_lose_one_point_and_a_small_one_two_messages(messages, more_wrong, refused):
    found = against(model_of(messages), model_of(messages, wrong=set(range(more_wrong))))
    assert bool(found) == refused
    assert not any(refusal.final for refusal in found)
    assert all(f"general in hi-Latn fell by {100 * more_wrong / messages:.1f} points" in each.text for each in found)


def test_models_scored_on_different_messages_cannot_be_compared():
    with pytest.raises(ValueError, match="different messages"):
        compare(model_of(100), model_of(99))


def test_the_sentences_that_changed_side_are_told_lost_dangers_first():
    plain = as_plain(compare(model_of(wrong={5}), model_of(wrong={6}, unseen={0})), [])
    assert [(line["side"], line["message"]) for line in plain["changed"]] == [
        ("danger lost", "message 1000"), ("worse", "message 6"), ("better", "message 5")]  # fmt: skip
    assert plain["changed"][0]["before"] == "report_danger, 108"
    assert plain["changed"][0]["now"] == "report_symptoms, 104"
    assert plain["danger_recall"] == {"live": 1.0, "new": 0.98}
    assert {row["form"] for row in plain["slices"]} == set(FORMS)
