"""What is taken out of a text before it is kept, and what must stay because the assistant needs it."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory import default_directory
from bot.masking import MASK, mask
from bot.masking.announced import unannounced
from bot.matching import default_matcher
from bot.ops.environment import ROOT
from bot.spelling import read_yaml

DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
FACTS = default_directory()
MESSAGES = [case["message"] for path in sorted((ROOT / "tests" / "messages").glob("*.yml"))
            for case in read_yaml(path)["messages"]]  # fmt: skip


@pytest.mark.parametrize("number", [
    "9000000001", "+919000000001", "919000000001", "00919000000001", "09000000001", "0-9000000001",
    "+91 90000 00001", "+91-90000-00001", "+91 (90000) 00001", "90000 00001", "90000-00001", "90000.00001",
    "900 000 0001", "9000 000 001", "900-000-0001", "9000-0000-01", "98.76.54.32.10", "98 76 54 32 10",
    "9 0 0 0 0 0 0 0 0 1", "90000\n00001", "90000\u00a000001", "90000 – 00001", "90000/00001", "90000, 00001",
    "९०००००००१२", "९०००० ०००१२", "+९१ ९०००० ०००१२",
    "0755 250 1234", "011 2345 6789", "2501234", "+44 20 7946 0958", "+977 98412 34567",
    "90000 0001", "90000 000012",
])  # fmt: skip
def test_a_telephone_number_goes(number):
    assert mask(f"mujhe call karo {number} par, pet dard") == f"mujhe call karo {MASK} par, pet dard"
    assert mask(number) == MASK


@pytest.mark.parametrize("written", ["+91 {}", "91 {}", "0 {}"])
def test_a_prefix_that_stands_apart_may_stay_but_not_the_number(written):
    assert "90000" not in mask(written.format("90000 00001"))


@pytest.mark.parametrize("number", [
    "234567890123", "2345 6789 0123", "2345-6789-0123", "२३४५ ६७८९ ०१२३", "91-1234-5678-9012",
    "4000 1234 5678 9012", "123456789", "12345678901234",
])  # fmt: skip
def test_an_identity_or_account_number_goes(number):
    assert mask(f"aadhaar {number} hai") == f"aadhaar {MASK} hai"


@pytest.mark.parametrize("address", [
    "someone@example.com", "some.one+x@mail.example.co.in", "someone @ example.com", "someone@okbank",
    "राम@example.com",
])  # fmt: skip
def test_an_address_goes(address):
    assert mask(f"report {address} par bhejo") == f"report {MASK} par bhejo"
    assert mask(f"report bhejo: {address}.") in (f"report bhejo: {MASK}.", f"report bhejo: {MASK}")


@pytest.mark.parametrize("text", [
    "PIN 462001", "462 001", "pin code 4 6 2 0 0 1", "oxygen 86 hai", "SpO2 86%", "BP 200/120 hai", "bp 90/60 pulse 98",
    "1800-103-7378", "1800 103 7378", "18001037378", "1800-11-4400", "104 ya 108 par", "104/108", "112 108 104 181",
    "14416 aur 1098", "umr 65 saal", "5 saal ka bachcha", "12-05-2020 se", "12/5/2020 ko 108 bulaya", "12.05.2020",
    "2020-05-12", "12052020", "8/12/2020 108", "101.5 bukhar", "temp 99.8 100.4 101.2 99", "3 din se, 15 din pehle",
    "500 mg 3 baar", "1-0-1", "2019 se 2021", "2019 2020 2021", "1998 2005 2010 2020", "platelet 80000 70000 60000",
    "sugar 480 pichle 3 din 200 250 300", "sugar 200 250 300 280 290 310", "oxygen 98 97 96 95 94",
    "pulse 72 80 90 88 76", "90/60 98 97 99", "hb 7.5 8.2 9.1 6.8 7.0", "subah 6 baje, raat 9:30", "ward no 12",
    "dard 10 me se 8", "9 mahine 10 din", "12 @ 20", "100 mg @ raat ko", "sehore @ 3 baje", "ऑक्सीजन ८६ है", "१०८",
])  # fmt: skip
def test_what_the_assistant_needs_stays(text):
    assert mask(text) == text


@pytest.mark.parametrize(("text", "masked"), [
    ("oxygen 86 9000000001", f"oxygen 86 {MASK}"),
    ("oxygen 86 90000 00001", f"oxygen 86 {MASK}"),
    ("108 90000 00001 108", f"108 {MASK} 108"),
    ("90000 00001 466001", f"{MASK} 466001"),
    ("umr 65 9000000001 sehore 466001", f"umr 65 {MASK} sehore 466001"),
    ("1800-103-7378 9000000001", f"1800-103-7378 {MASK}"),
    ("1800 900 000 0001", f"1800 {MASK}"),
    ("oxygen 98 97 96, 9000000001", f"oxygen 98 97 96, {MASK}"),
])  # fmt: skip
def test_a_number_goes_without_its_neighbours(text, masked):
    assert mask(text) == masked


def test_readings_that_are_announced_as_a_number_are_one():
    assert mask("oxygen 98 97 96 95 94") == "oxygen 98 97 96 95 94"
    assert mask("mera mobile 98 97 96 95 94") == f"mera mobile {MASK}"
    assert mask("मेरा नंबर है 98 97 96 95 94") == f"मेरा नंबर है {MASK}"


@pytest.mark.parametrize(("text", "masked"), [
    ("mera naam Ramesh Kumar hai mujhe bukhar hai", "mera naam *** hai mujhe bukhar hai"),
    ("मेरा नाम रमेश कुमार है मुझे बुखार है", "मेरा नाम *** है मुझे बुखार है"),
    ("my name is Ramesh Kumar and I have fever", "my name is *** and I have fever"),
    ("MERA NAAM RAMESH HAI", "MERA NAAM *** HAI"),
    ("mera nam ramesh", "mera nam ***"),
    ("mera naam hai Ramesh, bukhar hai", "mera naam hai ***, bukhar hai"),
    ("mera naam Ramesh Kumar Singh Khan hai", "mera naam *** hai"),
    ("mera naam Md. Salim Ansari hai", "mera naam *** hai"),
    ("mera naam Ramesh. pet dard", "mera naam ***. pet dard"),
    ("mera naam\nRamesh\npet dard", "mera naam\n***\npet dard"),
    ("Name: Sunita Devi Age: 45", "Name: *** Age: 45"),
    ("Naam - Sunita, umr 45", "Naam - ***, umr 45"),
    ("नाम: सुनीता बाई उम्र 45", "नाम: *** उम्र 45"),
    ("Umr 45 Naam: Sunita", "Umr 45 Naam: ***"),
    ("patient ka naam Sunita bai hai, ulti ho rahi", "patient ka naam *** hai, ulti ho rahi"),
    ("bete ka naam Rohit 5 saal ka", "bete ka naam *** 5 saal ka"),
    ("Myself Ramesh from Bhopal", "Myself *** from Bhopal"),
    ("mera naam Sagar hai", "mera naam *** hai"),
    ("mera naam Ramesh Sehore se", "mera naam *** Sehore se"),
    ("mera naam Ramesh hai aur bete ka naam Rohit hai", "mera naam *** hai aur bete ka naam *** hai"),
    ("mera naam Ramesh lal daane ho gaye", "mera naam *** lal daane ho gaye"),
    ("mera naam Kavita hai", "mera naam *** hai"),
    ("mera naam *Ramesh* _Kumar_ hai", "mera naam ****_ hai"),
])  # fmt: skip
def test_a_name_goes_after_a_cue(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize("text", [
    "naam nahi pata", "mera naam nahi pata", "mera naam mat likhna", "mera naam kisi ko mat batana",
    "uska naam kya hai",
    "मेरा नाम मत लिखना", "मेरा नाम गुप्त रखो", "मेरा नाम पता नहीं", "my name is not important", "name is secret",
    "patient name not known", "I cut myself badly", "I hurt myself", "mera naam list me nahi hai",
    "I call her name, pinch her, she does not open her eyes", "नाम पुकार रहे, कोई असर नहीं",
    "uska naam pukarne par bhi jawab nahi", "mera naam", "naam", "naam kaat do",
])  # fmt: skip
def test_ordinary_words_after_a_cue_stay(text):
    assert mask(text) == text


@pytest.mark.parametrize(("form", "cue"), [
    ("hi-Latn", "mera naam Ramesh Kumar"), ("hi", "मेरा नाम रमेश कुमार"), ("en", "my name is Ramesh Kumar"),
])  # fmt: skip
def test_every_sign_said_right_after_a_name_stays_whole(form, cue):
    facts = (*FACTS.danger_signs.values(), *FACTS.symptoms.values())
    said = [wording for fact in facts for wording in fact.wordings.by_form()[form]]
    assert len(said) > 2000
    assert not [wording for wording in said if not mask(f"{cue} {wording}").endswith(f"{MASK} {wording}")]


@pytest.mark.parametrize("message", [
    "patient name chest pain", "mera naam saanp ne kaata", "name: behosh ho gaye", "मरीज का नाम सांस नहीं आ रही",
])  # fmt: skip
def test_a_danger_sign_is_never_taken_for_a_name(message):
    assert default_matcher().read(mask(message)).present_dangers


def test_no_message_of_the_test_sets_is_changed():
    assert len(MESSAGES) > 1500
    assert not [message for message in MESSAGES if mask(message) != message]


GAPS = st.sampled_from(["", " ", "-", ".", " - ", "\u00a0"])
DIGITS = st.text("0123456789", min_size=9, max_size=9)


@settings(deadline=None)
@given(first=st.sampled_from("6789"), rest=DIGITS, gaps=st.lists(GAPS, min_size=2, max_size=2),
       cuts=st.tuples(st.integers(2, 5), st.integers(6, 8)), prefix=st.sampled_from(["", "+91", "+91 ", "+91-", "0"]),
       hindi=st.booleans())  # fmt: skip
def test_any_mobile_number_in_groups_goes_with_all_its_digits(first, rest, gaps, cuts, prefix, hindi):
    number = first + rest
    written = prefix + number[: cuts[0]] + gaps[0] + number[cuts[0] : cuts[1]] + gaps[1] + number[cuts[1] :]
    masked = mask("bukhar hai, mera mobile " + (written.translate(DEVANAGARI) if hindi else written))
    assert masked == f"bukhar hai, mera mobile {MASK}"


@settings(deadline=None)
@given(st.lists(st.integers(40, 600), min_size=1, max_size=8))
def test_readings_one_after_another_stay(values):
    text = "sugar " + " ".join(map(str, values))
    assert mask(text) == text


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_masked_once_and_for_all(text):
    once = mask(text)
    assert mask(once) == once


PARTS = ["mera naam", "Ramesh", "*Ramesh*", "hai", ":", "9000000001", "86", "90000 00001", "a@b.in", "oxygen", "108",
         "सुनीता", "नाम:", "saanp ne kaata", ".", ",", "\n"]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=12))
def test_what_people_write_in_any_order_loses_only_what_names_them(parts):
    masked = mask(" ".join(parts))
    for gone in ("9000000001", "00001", "a@b.in"):
        assert gone not in masked
    for stays in ("86", "108", "oxygen"):
        assert masked.count(stays) == " ".join(parts).count(stays)
    assert ("saanp ne kaata" in masked) == ("saanp ne kaata" in parts)
    assert mask(masked) == masked


@pytest.mark.parametrize("text", [
    "9" * 4000, "9 " * 2000, "a" * 4000, "a@" * 2000, "@" * 4000, "+91-" * 1000, "mera naam " * 400, "0755 " * 800,
    "mera naam Ramesh " * 230, "98 97 " * 660, "1234 " * 800,
])  # fmt: skip
def test_a_long_text_costs_little(text):
    mask("mera naam x")
    before = time.perf_counter()
    mask(text)
    assert time.perf_counter() - before < 1.0


@pytest.mark.parametrize(("text", "judged"), [
    ("saanp ne kaata! mera naam ***, number ***", "saanp ne kaata! ,"),
    ("mera naam *** hai mujhe bukhar hai", "mujhe bukhar hai"),
    ("pet dard, my number is ***", "pet dard,"), ("पेट दर्द, मेरा मोबाइल नंबर है ***", "पेट दर्द,"),
    ("patient ka naam: *** , ulti", ", ulti"), ("*** pet dard", "pet dard"),
    ("call me on ***, knee pain", ", knee pain"),
    ("pet dard no. *** sehore", "pet dard sehore"), ("***", ""),
])  # fmt: skip
def test_the_judges_see_neither_what_was_masked_nor_what_announced_it(text, judged):
    assert " ".join(unannounced(text).split()) == judged


@pytest.mark.parametrize("text", ["", "mera naam", "mera number kiske paas jayega", "pet dard hai"])
def test_the_judges_see_all_of_a_message_in_which_nothing_was_masked(text):
    assert unannounced(text) == text


def test_no_sign_is_lost_to_the_judges_before_a_number():
    signs = [wording for fact in FACTS.danger_signs.values() for wording in fact.wordings.all()]
    read = default_matcher().read
    told = [wording for wording in signs if read(wording).dangers]
    assert len(told) > 2000
    assert not [wording for wording in told if not read(unannounced(f"{wording} mera number ***")).dangers]
