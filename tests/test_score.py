"""Understanding on the fixed test set may not fall below what the last release reached; `make score` shows the bars."""

import pytest

from bot.language import FORMS

FLOORS = {"danger seen": 0.94, "first service right": 0.91, "symptoms: precision": 0.78, "symptoms: recall": 0.79,
          "intent right": 0.88}  # fmt: skip
CEILINGS = {"false alarms": 0.065, "everyday: emergency": 0.10, "everyday: symptom": 0.10}


@pytest.fixture(scope="module")
def reached(model):
    from bot.ops.scoring.run import outcomes_of
    from bot.ops.scoring.tables import figures

    return {(figure.name, figure.form): figure for figure in figures(outcomes_of(model))}


def test_the_fixed_set_is_large_enough(reached):
    assert all(reached["intent right", form].of >= 300 for form in FORMS)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", FLOORS)
def test_a_figure_holds_its_floor(reached, name, form):
    assert reached[name, form].share >= FLOORS[name], f"{name} in {form}: {reached[name, form].share:.1%}"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", CEILINGS)
def test_a_figure_stays_under_its_ceiling(reached, name, form):
    assert reached[name, form].share <= CEILINGS[name], f"{name} in {form}: {reached[name, form].share:.1%}"


def test_the_forms_are_understood_alike(reached):
    shares = [reached["first service right", form].share for form in FORMS]
    assert max(shares) - min(shares) <= 0.04
