"""The sentences of every reply, in order, and their lengths in every form and channel."""

from dataclasses import replace
from itertools import product

import pytest

from bot.directory import default_directory
from bot.language import FORMS
from bot.reply import DETAILS, JOIN, LIMITS, MENU, about, contacts, district_name, for_route, instead, menu
from bot.routing import Need, choose, next_service
from bot.sentences import buttons, default_responses, render
from bot.sms import measure
from tests.bot.test_routing import without

FACTS = default_directory()
COVID = ("fever", "cough")
CHANNELS = ("whatsapp", "sms")
QUESTIONS = ("ask_service", "ask_cost", "ask_hours", *DETAILS)
NEEDS = [Need(), Need(COVID), Need(("rash",), outside="Delhi"), Need(unclear_danger=True),
         Need(candidates=("betul", "burhanpur", "dindori")),
         Need(COVID, candidates=("bhopal", "rewa")), Need(candidates=("jabalpur", "narsinghpur", "sagar")),
         *[Need(("rash",), district=name) for name in FACTS.districts],
         *[Need(COVID, district=name) for name in FACTS.districts],
         *[Need(dangers=(name,)) for name in FACTS.danger_signs]]  # fmt: skip


def names(need, facts=FACTS, **options):
    return [sentence.response for sentence in for_route(choose(need, facts), need, facts, "en", **options)]


def sent(sentences, form, channel):
    parts = [render(default_responses(), s.response, form, channel, {**contacts(FACTS), **s.values}) for s in sentences]
    return JOIN[channel].join(parts)


def fits(text, form, channel, danger):
    if channel == "whatsapp":
        return len(text) <= LIMITS["whatsapp"]
    limit = LIMITS["sms_latin"] if form != "hi" else LIMITS["sms_devanagari_danger" if danger else "sms_devanagari"]
    return measure(text).segments <= limit


def on(channel, **options):
    return Need(("rash",), channel=channel, **options)


@pytest.mark.parametrize(("need", "sentences"), [
    (Need(dangers=("snake_bite",)), ["utter_first_danger"]),
    (Need(dangers=("animal_bite",)), ["utter_first_danger_today"]),
    (Need(dangers=("suicidal_thoughts",)), ["utter_first_suicide"]),
    (Need(dangers=("abuse",)), ["utter_first_violence"]),
    (Need(unclear_danger=True), ["utter_first_danger", "utter_second_104"]),
    (Need(COVID), ["utter_first_104_covid", "utter_second_esanjeevani", "utter_danger_last"]),
    (Need(COVID, district="bhopal"), ["utter_first_104_covid", "utter_second_esanjeevani", "utter_danger_last"]),
    (on("whatsapp", district="bhopal"), ["utter_first_apollo", "utter_second_esanjeevani", "utter_district_is",
                                         "utter_danger_last"]),
    (on("sms", district="indore"), ["utter_first_apollo", "utter_second_104", "utter_district_is",
                                    "utter_danger_last"]),
    (on("whatsapp", district="sehore"), ["utter_first_esanjeevani", "utter_second_104", "utter_district_is",
                                         "utter_danger_last"]),
    (on("sms", district="sehore"), ["utter_first_104", "utter_second_esanjeevani", "utter_district_is",
                                    "utter_danger_last"]),
    (on("whatsapp", smartphone=False, district="sehore"),
     ["utter_first_104", "utter_second_esanjeevani", "utter_district_is", "utter_danger_last"]),
    (on("whatsapp"), ["utter_first_esanjeevani", "utter_second_104", "utter_ask_district", "utter_danger_last"]),
    (on("sms"), ["utter_first_104", "utter_second_esanjeevani", "utter_ask_district", "utter_danger_last"]),
    (on("sms", candidates=("bhopal", "rewa")), ["utter_first_104", "utter_second_esanjeevani", "utter_which_district",
                                                "utter_danger_last"]),
])  # fmt: skip
def test_the_service_stands_first_and_the_emergency_line_last(need, sentences):
    assert names(need) == sentences


def test_outside_the_state_no_line_of_the_state_is_offered():
    assert names(Need(("rash",), outside="Delhi"))[0] == "utter_first_outside"
    assert "utter_second_104" not in names(Need(("rash",), outside="Delhi"))
    for form, channel in product(FORMS, CHANNELS):
        need = Need(("rash",), outside="Delhi")
        text = sent(for_route(choose(need, FACTS), need, FACTS, form), form, channel)
        assert "108" in text, "issue 2, rule 6: 108/112 for emergencies"
        assert "104" not in text


def test_a_question_for_medicine_is_answered_after_the_service_and_never_in_an_emergency():
    assert names(on("sms", district="sehore"), medicine=True)[:2] == ["utter_first_104", "utter_no_medicine"]
    assert names(Need(dangers=("snake_bite",)), medicine=True) == ["utter_first_danger"]


def test_a_covid_answer_asks_no_district():
    assert not {"utter_ask_district", "utter_which_district"} & {
        *names(Need(COVID)),
        *names(Need(COVID, candidates=("bhopal", "rewa"))),
    }


def test_the_districts_to_choose_from_are_numbered_in_the_persons_form():
    need = Need(candidates=("bhopal", "rewa"))
    (which,) = [s for s in for_route(choose(need, FACTS), need, FACTS, "hi") if s.response == "utter_which_district"]
    assert which.values == {"options": "1 भोपाल 2 रीवा"}


def test_the_district_remembered_is_said_in_the_persons_form():
    assert [district_name("agar_malwa", FACTS, form) for form in ("en", "hi")] == ["Agar Malwa", "आगर मालवा"]
    (known,) = [s for s in for_route(choose(on("sms", district="bhopal"), FACTS), on("sms", district="bhopal"), FACTS,
                                     "hi")
                if s.response == "utter_district_is"]  # fmt: skip
    assert known.values == {"district_name": "भोपाल"}


@pytest.mark.parametrize("sign", ["chest_pain", "snake_bite"])
def test_when_the_ambulance_line_is_off_a_heart_is_not_answered_as_violence(sign):
    assert "utter_first_violence" not in names(Need(dangers=(sign,)), without("108"))


def test_a_gas_leak_is_not_answered_as_violence():
    assert "utter_first_violence" not in names(Need(dangers=("gas_leak",)))


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("medicine", [False, True])
def test_every_reply_to_a_need_fits(form, channel, medicine):
    long = []
    for need in NEEDS:
        need = replace(need, channel=channel)
        route = choose(need, FACTS)
        text = sent(for_route(route, need, FACTS, form, medicine=medicine), form, channel)
        if not fits(text, form, channel, danger=route.rule == 1):
            long.append((route.rule, need, len(text), measure(text).segments, text))
    assert not long, f"{len(long)} replies do not fit, e.g. {long[0]}"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_the_first_service_of_a_route_stands_in_the_text_before_all_others(form, channel):
    for need in (
        Need(COVID, channel=channel),
        on(channel, district="bhopal"),
        on(channel, district="sehore"),
        Need(dangers=("abuse",)),
    ):
        route = choose(need, FACTS)
        text = sent(for_route(route, need, FACTS, form), form, channel)
        places = {name: text.index(FACTS.services[name].contact) for name in (route.first, *route.alternates)
                  if FACTS.services[name].contact in text}  # fmt: skip
        assert min(places, key=places.get) == route.first, text


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("form", FORMS)
def test_whatever_did_not_work_the_next_service_has_its_sentence_and_fits(form, channel):
    for need in NEEDS:
        route, tried = choose(need, FACTS), []
        for _ in range(6):
            service = next_service(route, tried, FACTS)
            text = sent(instead(service), form, channel)
            assert FACTS.services[service].contact in text
            assert fits(text, form, channel, danger=route.rule == 1), (service, text)
            tried.append(service)


def test_after_an_emergency_line_no_second_emergency_sentence_follows():
    assert [s.response for s in instead("112")] == ["utter_first_112"]
    assert [s.response for s in instead("104")] == ["utter_first_104", "utter_danger_last"]


@pytest.mark.parametrize("service", sorted(FACTS.services))
@pytest.mark.parametrize("intent", QUESTIONS)
def test_every_question_about_every_service_has_an_answer_that_fits(intent, service):
    for form, channel, named in product(FORMS, CHANNELS, (True, False)):
        text = sent(about(intent, service, named, FACTS, form), form, channel)
        assert fits(text, form, channel, danger=False), (form, channel, text)
        if named:
            assert FACTS.services[service].contact in text


def test_a_question_that_names_no_service_gets_all_of_them():
    assert [s.response for s in about("ask_service", "104", False, FACTS, "en")] == ["utter_services"]


@pytest.mark.parametrize("option", [*MENU, 0, 9, None])
def test_every_number_of_the_menu_has_an_answer(option):
    for form, channel in product(FORMS, CHANNELS):
        assert fits(sent(menu(option), form, channel), form, channel, danger=False)
    assert menu(option)[0].response == MENU.get(option, "utter_menu")


@pytest.mark.parametrize(("candidates", "choices"), [
    (("balaghat", "dindori"), ("Balaghat", "Dindori")),
    (("balaghat", "dindori", "mandla"), ("Balaghat", "Dindori", "Mandla")),
    (("balaghat", "dindori", "mandla", "seoni"), ()),
])  # fmt: skip
def test_up_to_three_districts_are_choices_and_more_are_numbers_only(candidates, choices):
    need = Need(("headache",), candidates=candidates)
    (asked,) = [s for s in for_route(choose(need, FACTS), need, FACTS, "en") if s.response == "utter_which_district"]
    assert asked.choices == choices
    assert all(f"{number} " in asked.values["options"] for number in range(1, len(candidates) + 1))


@pytest.mark.parametrize("form", FORMS)
def test_only_a_routine_service_offers_that_it_does_not_work(form):
    """In an emergency nothing stands between a person and the call."""
    known, values = default_responses(), contacts(FACTS)
    offers = {name for name in known if buttons(known, name, form, "whatsapp", values)}
    firsts = {name for name in offers if name.startswith("utter_first_")}
    assert firsts == {"utter_first_104", "utter_first_104_covid", "utter_first_apollo", "utter_first_esanjeevani"}
    assert offers - firsts == {"utter_greet", "utter_menu"}
