"""Numbers with their units: readings, ages, lengths of time, and numbers that mean nothing of the kind."""

import pytest

from bot.matching import default_matcher
from bot.matching.numbers import number, readings, spans
from bot.text import words


def read(message):
    return default_matcher().read(message)


@pytest.mark.parametrize("message", ["oxygen 86", "oxygen 86 dikha raha hai", "oxygen 86% hai", "ऑक्सीजन 86",
                                     "ऑक्सीजन ८६ है",
                                     "SpO2 86", "86 oxygen hai", "oxygen level 86 hai 2 din se"])  # fmt: skip
def test_low_oxygen_is_a_danger_sign(message):
    assert "low_oxygen" in read(message).present_dangers


@pytest.mark.parametrize("message", ["SpO2 95", "oxygen 97", "oxygen 100 hai", "ऑक्सीजन 98", "oxygen 5 litre",
                                     "oxygen 2 din se"])  # fmt: skip
def test_normal_oxygen_and_other_numbers_are_none(message):
    assert read(message).present_dangers == ()


@pytest.mark.parametrize("message", ["sugar 500", "sugar 500 aa rahi hai", "शुगर 500 है", "शुगर ५०० है", "sugar 30",
                                     "glucose 450"])  # fmt: skip
def test_very_high_or_low_sugar_is_a_danger_sign(message):
    assert "sugar_emergency" in read(message).present_dangers


@pytest.mark.parametrize("message", ["sugar 140", "sugar 110 fasting", "sugar 2 saal se hai", "5 saal se sugar hai",
                                     "sugar ki dawa"])  # fmt: skip
def test_ordinary_sugar_is_a_symptom_only(message):
    assert read(message).present_symptoms == ("diabetes",)
    assert read(message).present_dangers == ()


@pytest.mark.parametrize("message", ["bukhar 104 hai", "बुखार 104 है", "104 bukhar hai", "bukhar 104 degree", "fever 104",
                                     "temperature 104 hai", "bachche ko 104 bukhar hai",
                                     "104 degree fever"])  # fmt: skip
def test_104_as_a_temperature_is_not_the_helpline(message):
    assert read(message).services == ()


@pytest.mark.parametrize("message", ["104 pe call kiya", "104 ka number kya hai", "104 kya hai", "१०४ पर कॉल किया",
                                     "bukhar hai, 104 par call karu kya"])  # fmt: skip
def test_104_as_a_number_to_call_is_the_helpline(message):
    assert "104" in [hit.id for hit in read(message).services]


@pytest.mark.parametrize(("text", "of", "value"), [
    ("temperature 98.6", "temperature_f", 98.6), ("bp 220/120", "systolic", 220), ("बीपी 180", "systolic", 180),
    ("sugar 500", "sugar", 500), ("spo2 86", "oxygen", 86), ("fever 38.5", "temperature_f", 101.3),
    ("temperature 40 c", "temperature_f", 104),
])  # fmt: skip
def test_a_reading_is_a_number_beside_its_name(text, of, value):
    assert [(r.of, r.value) for r in readings(words(text))] == [(of, value)]


@pytest.mark.parametrize("message", [
    "BP 220/130 sar dard", "bp 205 hai aur sir dard", "बीपी 210/120 और सिर में दर्द", "pregnant hu bp 165/110",
    "BP is 230/120 and my eyes are blurry", "गर्भवती हूं बीपी 170/115 आया", "bukhar 105 hai",
])  # fmt: skip
def test_a_reading_with_what_makes_it_dangerous_counts_as_measured(message):
    reading = read(message)
    assert reading.present_dangers
    assert reading.measured


@pytest.mark.parametrize(
    "message", ["BP 220/130", "bp 150/90 sar dard", "pregnant hu bp 130/80", "bp 18/220 se sar dard"]
)
def test_a_reading_alone_or_a_lower_one_is_no_danger_sign(message):
    assert not read(message).present_dangers


@pytest.mark.parametrize("text", ["oxygen 7 din se", "bukhar 3 din se", "sugar 5000", "bp 2 saal", "86", "fever, 41 M",
                                  "oxygen cylinder"])  # fmt: skip
def test_a_number_out_of_range_or_counting_time_is_no_reading(text):
    assert readings(words(text)) == []


@pytest.mark.parametrize(("text", "value"), [("2", 2), ("२", 2), ("do", 2), ("दो", 2), ("dedh", 1.5), ("98.6", 98.6),
                                             ("220/120", 220), ("1,000", 1000), ("bukhar", None),
                                             ("1.2.3", None)])  # fmt: skip
def test_numbers_are_read_from_figures_and_words(text, value):
    assert number(words(text)[0]) == value


@pytest.mark.parametrize(("text", "days"), [("15 din", 15), ("do hafte", 14), ("दो हफ्ते", 14), ("2 years", 730.5),
                                            ("48 ghante", 2)])  # fmt: skip
def test_a_length_of_time_is_a_number_and_a_unit(text, days):
    assert [round(span.days, 1) for span in spans(words(text))] == [days]


@pytest.mark.parametrize(("message", "patient"), [
    ("15 din ka bachcha", "newborn"), ("15 दिन का बच्चा", "newborn"), ("1 month old baby", "newborn"),
    ("navjat shishu", "newborn"),
    ("2 saal ka bachcha", "child"), ("२ साल का बच्चा", "child"), ("my son is 5 years old", "child"),
    ("meri beti 8 saal ki hai", "child"),
    ("bachche ko 7 din se bukhar", "child"), ("meri patni pregnant hai", "pregnant"), ("गर्भवती महिला", "pregnant"),
    ("70 saal ke dada", "elderly"), ("umar 65", "elderly"), ("उम्र 70 साल है", "elderly"), ("45 saal ki aurat", "other"),
    ("mummy ko bukhar", "other"), ("mujhe bukhar hai", "self"),
])  # fmt: skip
def test_the_patient_is_named_by_word_or_by_age(message, patient):
    assert read(message).patient == patient


@pytest.mark.parametrize("message", ["7 din ka bukhar", "7 din se bukhar", "3 mahine se khansi", "2 din pehle bukhar",
                                     "fever since 10 days", "2 saal se bp"])  # fmt: skip
def test_how_long_it_lasts_is_no_age(message):
    assert read(message).patient not in ("newborn", "child")


@pytest.mark.parametrize(("message", "patient"), [
    ("my five-year-old has fever", "child"), ("4 yr old with cold", "child"), ("9 din ka hai, ab 101 hai", "newborn"),
    ("5 sal ko bichhu ne kata", "child"), ("8 din ki roti nahi", None), ("3 weeks baby forehead hot", "newborn"),
    ("my baby is 13 days and face goes blue", "newborn"), ("kal hi paida hua, thanda hai", "newborn"),
    ("My mother, 70, has back pain", "elderly"), ("F 71, breathless", "elderly"), ("he is 66, on insulin", "elderly"),
    ("my father is 72 and forgets", "elderly"), ("साठ... नाना को खांसी", "elderly"), ("बाबूजी सत्तर के हैं", "elderly"),
    ("30 saal ke bete ko bukhar", "other"), ("he is 8, fever", None), ("dard hai, 26 साल।", "other"),
    ("nauva mahina, sir dard", "pregnant"), ("7वां महीना है पैर सूजते", "pregnant"), ("8th month, face puffed", "pregnant"),
    ("8 mahine chal rahe, bp 150", "pregnant"), ("33 weeks, swelling of face", "pregnant"), ("pet se hu", "pregnant"),
    ("bahu pet se hai", "pregnant"), ("bachcha pet me hil nahi raha", "pregnant"), ("जचकी के बाद खून", "pregnant"),
    ("baby hil nahi raha", "pregnant"), ("bachche ke pet me kide", "child"),
    ("delivery hui, beti 3 saal ki hai", "child"),
    ("बहू को बुखार", "other"), ("bukhar, 3 din, purush 28", "other"), ("fever one day, boy 6 years", "child"),
])  # fmt: skip
def test_ages_and_months_say_whose_body_it_is(message, patient):
    assert read(message).patient == patient


@pytest.mark.parametrize("message", ["2 year old knee pain", "bukhar 5 din ka hai", "bukhar hai 5 din ka",
                                     "dawa 10 din ki hai", "pain is 8",
                                     "mere pet se khoon", "8 mahine se khansi", "3 saal purana dard", "bp 60 hai",
                                     "for 20 weeks headache", "sugar 70 hai", "khansi ko 2 mahine hue"])  # fmt: skip
def test_other_figures_are_no_age_and_no_month_of_a_pregnancy(message):
    assert read(message).patient in (None, "self")


def test_the_most_fragile_person_named_counts():
    assert read("main aur meri patni, 10 din ka bachcha").patient == "newborn"
    assert read("meri pregnant patni aur bachcha").patient == "pregnant"
