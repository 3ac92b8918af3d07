"""Who has the last word on what a message is: what was read in it, or what was learned."""

import pytest

from bot.directory import default_directory
from bot.judging import (
    DANGER,
    DANGER_FROM,
    DANGER_IF_VERY_SHORT,
    DANGER_SUPPORTED_IN_EVERYDAY,
    DISTRICT,
    EVERYDAY,
    LANGUAGE,
    MENU,
    NO_TEXT,
    NOT_WORKING,
    SYMPTOMS,
    UNSURE,
    decide,
    option_of,
    symptoms_of,
)
from bot.matching import default_matcher
from bot.text import words

FACTS = default_directory()
SURE, POSSIBLE, NONE = 0.9, 0.3, 0.0


def judge(message, intent, danger=NONE, sureness=SURE):
    return decide([(intent, sureness), ("greet", 0.01)], danger, default_matcher().read(message))


@pytest.mark.parametrize("message", ["", "   ", "🙂🙂", "???", "..."])
def test_a_message_without_words_is_no_text_whatever_was_learned(message):
    assert judge(message, DANGER, SURE).intent == NO_TEXT


@pytest.mark.parametrize("learned", ["greet", SYMPTOMS, DISTRICT, "ask_medicine", LANGUAGE])
@pytest.mark.parametrize("message", ["saanp ne kaat liya", "सीने में दर्द हो रहा है", "she is unconscious", "oxygen 86 hai"])
def test_danger_in_the_words_stands_above_every_learned_intent(message, learned):
    verdict = judge(message, learned, POSSIBLE)
    assert (verdict.intent, verdict.unclear_danger) == (DANGER, False)


def test_danger_words_in_what_surely_is_everyday_talk_need_more_support():
    joke = "gaane ke beech current lag gaya"
    assert judge(joke, EVERYDAY, DANGER_SUPPORTED_IN_EVERYDAY - 0.01).intent == UNSURE
    assert judge(joke, EVERYDAY, DANGER_SUPPORTED_IN_EVERYDAY).intent == DANGER
    assert judge(joke, EVERYDAY, POSSIBLE, sureness=0.5).intent == DANGER


@pytest.mark.parametrize("message", ["oxygen 86 hai", "sugar 500 aa rahi hai", "ऑक्सीजन 80"])
def test_a_measured_danger_needs_no_learned_support(message):
    assert judge(message, SYMPTOMS, NONE).intent == DANGER


def test_nothing_is_erased_when_the_words_tell_of_danger():
    assert judge("saanp ne kaat liya, mera number hata do", "delete_data", NONE).intent == DANGER
    assert judge("mera sab data hata do", "delete_data", NONE).intent == "delete_data"


def test_a_person_who_may_want_erasure_is_told_how_to_ask_for_it():
    assert judge("peeche jao", "delete_data", sureness=0.5).intent == "privacy"


def test_danger_that_only_was_learned_is_unclear():
    verdict = judge("mere papa ko kuch ajeeb ho raha hai", DANGER, SURE)
    assert (verdict.intent, verdict.unclear_danger) == (DANGER, True)


def test_danger_suspected_in_very_few_words_is_not_understood_unless_that_is_likely():
    assert judge("hammer and nails", DANGER, POSSIBLE).intent == UNSURE
    assert judge("hammer and nails", DANGER, DANGER_IF_VERY_SHORT).intent == DANGER
    assert judge("hammer and nails for you", DANGER, POSSIBLE).intent == DANGER
    assert judge("bukhar hai", DANGER, POSSIBLE).intent == SYMPTOMS


def test_danger_in_words_and_learned_is_decided_by_both():
    assert judge("saanp ne kaat liya", DANGER, SURE).by == "both"


def test_little_learned_danger_without_danger_in_the_words_is_none():
    assert judge("mujhe khansi hai", SYMPTOMS, DANGER_FROM - 0.1).intent == SYMPTOMS


@pytest.mark.parametrize("message", ["saanp ne nahi kata", "2 saal pehle seene me dard hua tha",
                                     "agar seene me dard ho to kya kare"])  # fmt: skip
def test_denied_past_or_supposed_danger_is_no_danger(message):
    assert judge(message, SYMPTOMS, NONE).intent != DANGER


def test_a_service_that_does_not_work_is_answered_with_the_next_one():
    assert judge("ambulance nahi aa rahi", NOT_WORKING).intent == NOT_WORKING
    assert judge("104 nahi lag raha, bukhar hai", NOT_WORKING).intent == NOT_WORKING


@pytest.mark.parametrize(("message", "option"), [("1", 1), ("५", 5), (" 3 ", 3), ("2.", 2), ("0", 0)])
def test_a_single_digit_is_a_menu_choice(message, option):
    assert option_of(words(message)) == option
    assert judge(message, "greet").intent == MENU


@pytest.mark.parametrize("message", ["10", "1 2", "one", "104", "", "1 bukhar"])
def test_other_numbers_are_no_menu_choice(message):
    assert option_of(words(message)) is None


@pytest.mark.parametrize("message", ["sehore", "bpl se", "jila sidhi", "462001", "भोपाल से", "Delhi"])
@pytest.mark.parametrize("learned", ["greet", SYMPTOMS, "thank"])
def test_little_but_a_place_tells_the_district(message, learned):
    assert judge(message, learned).intent == DISTRICT


@pytest.mark.parametrize("message", ["bukhar sehore", "fever bhopal", "खांसी इंदौर", "gathiya"])
@pytest.mark.parametrize("learned", [SYMPTOMS, DISTRICT, "greet"])
def test_a_complaint_beside_a_place_is_a_complaint(message, learned):
    assert judge(message, learned).intent == SYMPTOMS


@pytest.mark.parametrize("learned", ["greet", "tell_district", "thank"])
@pytest.mark.parametrize("message", ["namaste, mujhe khansi hai", "bhopal se hu, pet me dard hai",
                                     "i have fever, thank you"])  # fmt: skip
def test_a_symptom_in_the_words_makes_a_complaint(message, learned):
    assert judge(message, learned).intent == SYMPTOMS


def test_a_symptom_word_in_what_is_surely_everyday_talk_is_no_complaint():
    reading = default_matcher().read("sir dard ho tum yaar")
    assert reading.present_symptoms
    assert decide([("out_of_scope", 0.9), (SYMPTOMS, 0.1)], 0.0, reading).intent == "out_of_scope"
    assert decide([("out_of_scope", 0.4), (SYMPTOMS, 0.3)], 0.0, reading).intent == SYMPTOMS


@pytest.mark.parametrize("learned", ["ask_service", "ask_cost", "ask_medicine", "no_smartphone", "ask_human"])
def test_a_question_about_a_service_stays_a_question_beside_a_symptom(learned):
    assert judge("bukhar ke liye kaun sa number hai", learned).intent == learned


def test_a_language_is_changed_only_when_one_is_named():
    assert judge("hindi me batao", LANGUAGE).intent == LANGUAGE
    assert judge("mujhe samajh nahi aaya", LANGUAGE).intent == UNSURE


def test_words_nobody_knows_are_believed_only_when_sure():
    assert judge("xyzzy qwrtp", "thank", sureness=0.05).intent == UNSURE
    assert judge("xyzzy qwrtp", "thank", sureness=0.95).intent == "thank"


def test_danger_first_among_the_intents_is_believed_at_a_lower_probability():
    reading = default_matcher().read("aaj kuch theek nahi hai")
    assert decide([(DANGER, 0.6), (SYMPTOMS, 0.4)], 0.15, reading).unclear_danger
    assert decide([(DANGER, 0.4), (SYMPTOMS, 0.3)], 0.15, reading).intent == SYMPTOMS
    assert decide([(DANGER, 0.6), (SYMPTOMS, 0.4)], 0.05, reading).intent == SYMPTOMS


def test_a_line_that_fails_is_no_danger_by_learning_alone_unless_that_is_sure():
    reading = default_matcher().read("108 nahi lag raha")
    assert decide([(NOT_WORKING, 0.8), (DANGER, 0.1)], 0.5, reading).intent == NOT_WORKING
    assert decide([(NOT_WORKING, 0.8), (DANGER, 0.1)], 0.95, reading).intent == DANGER


def test_an_empty_ranking_is_unsure():
    assert decide([], NONE, default_matcher().read("xyzzy qwrtp")).intent == UNSURE


def test_symptoms_in_the_words_count_unless_learning_speaks_against_all_of_them():
    reading = default_matcher().read("bukhar hai khansi nahi hai")
    assert symptoms_of(reading, {}, FACTS) == ("fever",)
    assert symptoms_of(reading, {"fever": 1.0}, FACTS) == ("fever",)
    assert symptoms_of(reading, {"fever": -5.0}, FACTS) == ("fever",)


def test_a_learned_symptom_counts_unless_the_words_deny_it():
    reading = default_matcher().read("bukhar hai khansi nahi hai")
    assert set(symptoms_of(reading, {"fever": 1.0, "rash": 1.0, "cough": 1.0}, FACTS)) == {"fever", "rash"}


def test_a_complaint_is_called_as_it_is_for_the_patient():
    child, anybody = default_matcher().read("mere 4 saal ke bete ko"), default_matcher().read("kal se")
    assert symptoms_of(child, {"fever": 1.0, "rash": 1.0}, FACTS) == ("child_fever", "rash")
    assert symptoms_of(anybody, {"child_fever": 1.0, "pregnancy_vomit": 1.0}, FACTS) == ("fever", "vomiting")
    assert symptoms_of(anybody, {"delayed_milestone": 1.0}, FACTS) == ()
