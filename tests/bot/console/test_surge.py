"""A cluster is seen on its second day; the usual is not; and the series must be whole."""

import numpy as np
import pytest

import bench.surge
from bot.console.surge import LAG, NEEDED, surges
from bot.console.tiles import COLUMNS, ROWS, tiles
from bot.directory import default_directory

CHANCE = np.random.default_rng(1)


def quiet(mean=6.0):
    return {(f"d{n}", "fever_general"): CHANCE.poisson(mean, NEEDED + 1).tolist() for n in range(55)}


def test_a_fever_cluster_in_sidhi_is_seen_on_its_second_day():
    series = quiet()
    series["sidhi", "fever_general"] = [*CHANCE.poisson(6.0, NEEDED - 1).tolist(), 18, 19]
    (surge,) = [each for each in surges(series) if each.district == "sidhi"]
    assert surge.people >= 18
    assert 4 < surge.expected / surge.days < 9
    assert surge.chance < 4e-4


def test_a_day_like_any_other_is_no_surge():
    assert surges(quiet()) == []
    assert surges({("sidhi", "skin"): [0] * NEEDED + [3]}) == []
    assert surges({}) == []


def test_what_grew_everywhere_on_mondays_is_no_surge():
    week = np.resize([20, 6, 6, 6, 6, 6, 3], NEEDED + 1)
    series = {(f"d{n}", "skin"): CHANCE.poisson(week).tolist() for n in range(55)}
    assert len(surges(series)) <= 1


def test_days_just_before_do_not_hide_a_surge():
    rising = [6] * (NEEDED - LAG) + [18] * LAG + [18]
    assert surges({**quiet(), ("sidhi", "fever_general"): rising})[0].district == "sidhi"


def test_one_person_who_writes_each_day_is_no_surge():
    assert surges({**quiet(), ("sidhi", "skin"): [0] * (NEEDED - 2) + [3, 3, 3]}) == []


def test_outbreaks_are_found_and_the_usual_is_left_alone():
    assert bench.surge.main() == 0


def test_a_series_of_another_length_is_refused():
    with pytest.raises(ValueError, match="has 3 days"):
        surges({("sidhi", "skin"): [1, 2, 3]})


def test_each_district_has_a_tile_of_its_own_about_where_it_lies():
    placed = tiles()
    assert set(placed) == set(default_directory().districts)
    assert len(set(placed.values())) == 55
    assert all(0 <= column < COLUMNS and 0 <= row < ROWS for column, row in placed.values())
    assert placed["neemuch"][0] < placed["bhopal"][0] < placed["sidhi"][0]
    assert placed["morena"][1] < placed["bhopal"][1] < placed["burhanpur"][1]
