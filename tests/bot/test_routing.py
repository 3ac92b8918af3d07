"""The six rules of the letter, tried for every district, channel and phone."""

from dataclasses import replace
from itertools import product

import pytest

from bot.directory import default_directory
from bot.routing import Need, choose, is_covid_like, next_service

FACTS = default_directory()
DISTRICTS = sorted(FACTS.districts)
CITIES = ("bhopal", "indore")
PHONES = list(product(("whatsapp", "sms"), (True, False)))
PLACES = [None, *DISTRICTS]
COVID = [("fever", "cough"), ("fever", "sore_throat"), ("fever", "breathless_mild"), ("child_fever", "child_cough"),
         ("loss_smell",),
         ("covid_contact",), ("cough", "rash", "fever")]  # fmt: skip


def without(*names):
    """The facts with some services taken out of service."""
    off = {name: FACTS.services[name].copy(update={"active": False}) for name in names}
    return replace(FACTS, services={**FACTS.services, **off})


def by_phone(channel, smartphone):
    return ("esanjeevani", "104") if (channel, smartphone) == ("whatsapp", True) else ("104", "esanjeevani")


@pytest.mark.parametrize("sign", FACTS.danger_signs.values(), ids=lambda sign: sign.id)
def test_rule_1_a_danger_sign_gets_its_line_at_once_everywhere(sign):
    for district, (channel, smartphone) in product(PLACES, PHONES):
        need = Need(("fever", "cough"), (sign.id,), district=district, channel=channel, smartphone=smartphone)
        route = choose(need, FACTS)
        assert (route.rule, route.first, route.sign, route.act) == (1, sign.line, sign.id, sign.act)
        assert "108" in (route.first, *route.alternates)
        assert not route.ask_district
        assert f"row {sign.row}" in route.source.paragraph


def test_rule_1_suicidal_thoughts_go_to_the_listening_line_then_108():
    route = choose(Need(dangers=("suicidal_thoughts",)), FACTS)
    assert (route.first, route.alternates[0]) == ("14416", "108")


def test_rule_1_violence_goes_to_112_then_the_protection_lines():
    route = choose(Need(dangers=("abuse",)), FACTS)
    assert (route.first, route.alternates[:2]) == ("112", ("181", "1098"))


@pytest.mark.parametrize(("signs", "first"), [
    (("suicidal_thoughts", "chest_pain"), "108"), (("abuse", "unconscious"), "108"),
    (("suicidal_thoughts", "abuse"), "112"),
    (("animal_bite", "suicidal_thoughts"), "14416"), (("animal_bite", "snake_bite"), "108"),
])  # fmt: skip
def test_rule_1_of_several_signs_the_gravest_decides(signs, first):
    for order in (signs, signs[::-1]):
        assert (choose(Need(dangers=order), FACTS).first, choose(Need(dangers=order), FACTS).act) == (first, "now")


def test_rule_1_danger_that_no_word_names_gets_108_and_the_routine_line_beside():
    for district in PLACES:
        route = choose(Need(unclear_danger=True, district=district), FACTS)
        routine = choose(Need(district=district), FACTS)
        assert (route.rule, route.first, route.alternates[0], route.sign) == (1, "108", routine.first, None)
        assert not route.ask_district


def test_rule_1_stands_above_every_other():
    route = choose(Need(("fever", "cough"), ("snake_bite",), outside="Delhi", candidates=("bhopal", "rewa")), FACTS)
    assert (route.rule, route.first) == (1, "108")


@pytest.mark.parametrize("symptoms", COVID, ids="+".join)
def test_rule_2_covid_like_complaints_go_to_104_everywhere_and_ask_nothing(symptoms):
    for district, (channel, smartphone) in product(PLACES, PHONES):
        route = choose(Need(symptoms, district=district, channel=channel, smartphone=smartphone), FACTS)
        assert (route.rule, route.first, route.ask_district) == (2, "104", False)
        assert "apollo" not in (route.first, *route.alternates)


@pytest.mark.parametrize("symptom", sorted(set(FACTS.symptoms) - {"loss_smell", "covid_contact"}))
def test_a_single_complaint_is_not_covid_like(symptom):
    assert not is_covid_like((symptom,))
    assert choose(Need((symptom,), district="bhopal"), FACTS).rule == 3


@pytest.mark.parametrize("symptoms", [("cough", "sore_throat"), ("fever", "rash"), ("cough", "headache"),
                                      ("fever", "child_fever"), ()])  # fmt: skip
def test_other_pairs_are_not_covid_like(symptoms):
    assert not is_covid_like(symptoms)


@pytest.mark.parametrize("district", CITIES)
@pytest.mark.parametrize(("channel", "smartphone"), PHONES)
def test_rule_3_bhopal_and_indore_get_the_apollo_line_first(district, channel, smartphone):
    route = choose(Need(("rash",), district=district, channel=channel, smartphone=smartphone), FACTS)
    assert (route.rule, route.first, route.alternates) == (3, "apollo", by_phone(channel, smartphone))


@pytest.mark.parametrize("district", [name for name in DISTRICTS if name not in CITIES])
@pytest.mark.parametrize(("channel", "smartphone"), PHONES)
def test_rule_4_other_districts_get_video_on_a_smartphone_else_104(district, channel, smartphone):
    route = choose(Need(("rash",), district=district, channel=channel, smartphone=smartphone), FACTS)
    assert (route.rule, (route.first, *route.alternates)) == (4, by_phone(channel, smartphone))
    assert not route.ask_district


@pytest.mark.parametrize(("channel", "smartphone"), PHONES)
@pytest.mark.parametrize("candidates", [(), ("bhopal", "rewa")])
def test_rule_5_an_unknown_district_is_answered_and_asked(channel, smartphone, candidates):
    route = choose(Need(("rash",), candidates=candidates, channel=channel, smartphone=smartphone), FACTS)
    assert (route.rule, (route.first, *route.alternates)) == (5, by_phone(channel, smartphone))
    assert route.ask_district


@pytest.mark.parametrize("symptoms", [(), ("rash",)])
@pytest.mark.parametrize(("channel", "smartphone"), PHONES)
def test_rule_6_outside_the_state_only_video_may_serve(symptoms, channel, smartphone):
    route = choose(Need(symptoms, outside="Delhi", channel=channel, smartphone=smartphone), FACTS)
    assert (route.rule, route.first, route.ask_district) == (6, "esanjeevani", False)
    assert "Delhi" in route.reason


def test_every_route_says_why_and_by_which_source():
    for need in (Need(), Need(dangers=("snake_bite",)), Need(COVID[0]), Need(district="bhopal"), Need(outside="Delhi")):
        route = choose(need, FACTS)
        assert route.reason
        assert route.source.document
        assert route.source.paragraph


@pytest.mark.parametrize(("off", "need", "first"), [
    (("apollo",), Need(("rash",), district="bhopal"), "esanjeevani"),
    (("esanjeevani",), Need(("rash",), district="sehore"), "104"),
    (("104",), Need(COVID[0], district="bhopal"), "esanjeevani"), (("104",), Need(channel="sms"), "esanjeevani"),
    (("108",), Need(dangers=("snake_bite",)), "112"), (("14416",), Need(dangers=("suicidal_thoughts",)), "108"),
    (("112",), Need(dangers=("abuse",)), "181"), (("108",), Need(unclear_danger=True), "112"),
])  # fmt: skip
def test_an_inactive_service_is_in_no_route(off, need, first):
    route = choose(need, without(*off))
    assert route.first == first
    assert not set(off) & {route.first, *route.alternates}


def test_with_no_service_left_the_error_names_them():
    with pytest.raises(LookupError, match=r"esanjeevani.*active: true"):
        choose(Need(), without("esanjeevani", "104"))


def test_next_service_goes_through_the_alternates_then_the_helpline_then_108():
    route = choose(Need(("rash",), district="bhopal"), FACTS)
    tried = []
    while len(tried) < 4:
        tried.append(next_service(route, tried, FACTS))
    assert tried == ["apollo", "esanjeevani", "104", "108"]
    assert next_service(route, tried, FACTS) == "108"


def test_next_service_after_a_danger_sign_is_112():
    assert next_service(choose(Need(dangers=("snake_bite",)), FACTS), ["108"], FACTS) == "112"
    assert next_service(choose(Need(unclear_danger=True), FACTS), ["108", "esanjeevani", "104"], FACTS) == "112"


@pytest.mark.parametrize("off", ["104", "esanjeevani", "apollo", "112"])
def test_next_service_never_offers_an_inactive_one(off):
    facts = without(off)
    for need in (Need(("rash",), district="bhopal"), Need(COVID[0]), Need(dangers=("snake_bite",))):
        tried = []
        for _ in range(6):
            tried.append(next_service(choose(need, facts), tried, facts))
        assert off not in tried
