"""Present, denied, past or supposed: what stands beside a sign decides."""

import pytest

from bot.matching import default_matcher


def read(message):
    return default_matcher().read(message)


def status_of(message, name):
    reading = read(message)
    found = {hit.id: hit.status for hit in (*reading.symptoms, *reading.dangers)}
    assert name in found, f"{message!r}: {name} is not among {found}"
    return found[name]


@pytest.mark.parametrize(("message", "denied"), [
    ("bukhar nahi hai", "fever"), ("mujhe bukhar nahi hai", "fever"), ("बुखार नहीं है", "fever"), ("no fever", "fever"),
    ("i have no fever", "fever"), ("without fever", "fever"), ("i do not have any cough", "cough"),
    ("bukhar nhi h", "fever"), ("खांसी बिल्कुल नहीं है", "cough"), ("dast nahi hai", "diarrhoea"),
    ("seene me dard nahi hai", "chest_pain"), ("no chest pain", "chest_pain"), ("बिना बुखार के", "fever"),
    ("saans lene me dikkat nahi hai", "breathless"), ("pet me dard nahi hai", "stomach_pain"),
])  # fmt: skip
def test_a_negation_beside_it_denies_a_sign(message, denied):
    assert status_of(message, denied) == "denied"
    assert denied not in (*read(message).present_symptoms, *read(message).present_dangers)


@pytest.mark.parametrize("message", ["bukhar ya khansi nahi hai", "na bukhar na khansi", "no fever or cough",
                                     "neither fever nor cough", "बुखार और खांसी नहीं है"])  # fmt: skip
def test_one_negation_denies_two_joined_signs(message):
    assert status_of(message, "fever") == status_of(message, "cough") == "denied"


@pytest.mark.parametrize("message", ["fever but no breathing problem", "no breathing issue", "no trouble breathing",
                                     "cough, no difficulty in breathing"])  # fmt: skip
def test_breathing_without_trouble_is_not_no_breathing(message):
    assert read(message).present_dangers == ()


@pytest.mark.parametrize(("message", "denied", "present"), [
    ("fever but no cough", "cough", "fever"),
    ("bukhar hai lekin khansi nahi hai", "cough", "fever"),
    ("बुखार है लेकिन खांसी नहीं", "cough", "fever"),
    ("unko bukhar nahi, khansi hai", "fever", "cough"),
    ("chest pain nahi hai, sirf khansi hai", "chest_pain", "cough"),
    ("saans lene me koi dikkat nahi, bas khansi hai", "breathless", "cough"),
    ("no fever. only cough", "fever", "cough"),
])  # fmt: skip
def test_a_negation_stays_on_its_side(message, denied, present):
    assert status_of(message, denied) == "denied"
    assert status_of(message, present) == "present"


@pytest.mark.parametrize(("message", "present"), [
    ("bukhar utar nahi raha", "fever"), ("बुखार उतर नहीं रहा", "fever"), ("bukhar nahi utar raha", "fever"),
    ("khansi thik nahi ho rahi", "cough"), ("fever is not going away", "fever"), ("fever not going down", "fever"),
    ("बुखार कम नहीं हो रहा", "fever"), ("pet dard kam nahi ho raha", "stomach_pain"),
    ("cough is not getting better", "cough"),
    ("seene me dard nahi ja raha", "chest_pain"), ("dard kam nahi ho raha pet me", "stomach_pain"),
    ("dard ruk nahi raha seene me", "chest_pain"),
])  # fmt: skip
def test_a_sign_that_will_not_go_is_present(message, present):
    assert status_of(message, present) == "present"


@pytest.mark.parametrize(("message", "past"), [
    ("2 saal pehle seene me dard hua tha", "chest_pain"), ("last year i had chest pain", "chest_pain"),
    ("पिछले साल बुखार हुआ था", "fever"), ("pichle saal bukhar tha", "fever"),
    ("bachpan me pehle mirgi ka daura padta tha", "seizure"), ("kutte ne 6 mahine pehle kata tha", "animal_bite"),
    ("सांप ने दो साल पहले काटा था", "snake_bite"),
])  # fmt: skip
def test_what_was_months_or_years_ago_is_past(message, past):
    assert status_of(message, past) == "past"
    assert read(message).present_dangers == ()


@pytest.mark.parametrize("message", ["3 din pehle se bukhar hai", "kal se bukhar hai", "2 mahine se bukhar hai",
                                     "fever since 2 days", "pichle saal theek tha ab bukhar hai"])  # fmt: skip
def test_what_began_earlier_and_lasts_is_present(message):
    assert status_of(message, "fever") == "present"


@pytest.mark.parametrize(("message", "supposed"), [
    ("agar bukhar aaye to kya kare", "fever"), ("if i get fever what should i do", "fever"),
    ("अगर बुखार आए तो क्या करें", "fever"), ("yadi seene me dard ho to kya karein", "chest_pain"),
    ("dengue ke lakshan kya hain", "dengue"), ("what are the symptoms of dengue", "dengue"),
    ("डेंगू के लक्षण क्या हैं", "dengue"),
])  # fmt: skip
def test_what_is_only_asked_about_is_supposed(message, supposed):
    assert status_of(message, supposed) == "supposed"
    assert read(message).present_symptoms == read(message).present_dangers == ()


@pytest.mark.parametrize("message", ["agar malwa se hu bukhar hai", "main agar malwa se, bukhar hai",
                                     "agar jila se hu bukhar hai"])  # fmt: skip
def test_the_district_agar_supposes_nothing(message):
    assert status_of(message, "fever") == "present"
    assert read(message).place.districts == ("agar_malwa",)


@pytest.mark.parametrize("message", ["khansi bhi hai", "खांसी भी है", "also a cough", "cough too", "saath me khansi"])
def test_an_addition_word_says_that_a_message_goes_on(message):
    assert read(message).adds


@pytest.mark.parametrize("message", ["khansi hai", "खांसी है", "i have a cough", ""])
def test_a_message_without_one_begins_anew(message):
    assert not read(message).adds


@pytest.mark.parametrize("message", ["", " ", "🙂🙂", "???", "\n"])
def test_nothing_is_found_in_nothing(message):
    reading = read(message)
    assert (reading.symptoms, reading.dangers, reading.places, reading.services) == ((), (), (), ())
    assert reading.place is reading.patient is None
