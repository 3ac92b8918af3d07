"""Labels and changes: they reach the files, once, and nobody's work is lost or overwritten."""

import errno
import json
import re
import time
import urllib.parse
from pathlib import Path

import pytest

from bot.ops.audit import entries
from bot.ops.check import problems
from bot.ops.sheets import Labelled
from bot.ops.training_file import TrainingFile
from bot.store.engine import engine_for
from bot.store.hindsight import Hindsight
from bot.store.review import counts, waiting
from tests.browser.place import WAITING, keep

QUERY = "khansi balgam"


def text_in(page):
    return re.search(r"<blockquote[^>]*>([^<]+)", page.text)[1]


def acts(served):
    return [(entry["who"], entry["what"]) for entry in entries(served.places.audit)]


def reader(served):
    return engine_for(served.places.database_url)


def edit_form(client):
    """The form for the first sentence that a search finds."""
    link = re.search(r'href="(/sentences/edit\?[^"]+)"', client.get(f"/sentences?q={urllib.parse.quote(QUERY)}").text)[
        1
    ]
    page = client.get(link.replace("&amp;", "&"))
    names = ("csrf", "text", "was_intent", "was_form", "was_signs", "was_symptoms")
    fields = {name: page.field(name) for name in names}
    signs, symptoms = (fields[f"was_{kind}"].split(",") for kind in ("signs", "symptoms"))
    return {**fields, "form": fields["was_form"], "intent": fields["was_intent"], "sign": signs, "symptom": symptoms}


def test_each_form_gets_its_turn(served):
    asha = served.client()
    forms = []
    for _ in range(3):
        page = asha.get("/inbox")
        forms.append(asha.fields_of(page)["form"])
        asha.label("thank")
    assert sorted(forms) == ["en", "hi", "hi-Latn"]


def test_two_people_get_different_messages(served):
    assert text_in(served.client("asha").get("/inbox")) != text_in(served.client("ravi").get("/inbox"))


def test_of_two_labels_for_one_message_the_first_stands(served):
    asha, ravi = served.client("asha"), served.client("ravi")
    form = asha.fields_of(asha.get("/inbox"))
    text = form["sentence"]
    asha.post("/inbox/label", **form, intent="ask_cost")
    late = ravi.post("/inbox/label", **{**form, "csrf": ravi.get("/inbox").field("csrf"), "intent": "thank"})
    assert "asha labelled this message a moment ago" in late.text
    assert served.all_messages().count(text) == 1
    assert ("ravi", "label") not in acts(served)


def test_messages_of_the_same_words_are_labelled_together(served):
    texts = ("Dant hil raha", "dant hil raha hai", "daant hil raha", "दांत हिल रहा")
    same = ({"message": f"SMx{n}", "text": text, "review": "unclear"} for n, text in enumerate(texts))
    keep(served.places, *same)
    first = waiting(reader(served), "hi-Latn", 5)[0]
    assert first.times == 3
    before = counts(reader(served))["hi-Latn"]
    asha = served.client()
    page = asha.get("/inbox?form=hi-Latn")
    assert page.field("key") == first.key
    asha.post("/inbox/label", **asha.fields_of(page), intent="report_symptoms", symptom="toothache")
    assert counts(reader(served))["hi-Latn"] == before - 1


def test_undo_takes_the_sentence_back_wherever_it_went(served):
    asha, before = served.client(), served.all_messages()
    went = set()
    for number in range(40):
        text = f"sarpanch ji ke ghar wali baat {number}"
        went.add(Labelled(text, "out_of_scope", "hi-Latn", {}).set_aside)
        form = asha.fields_of(asha.get("/inbox"))
        asha.post("/inbox/label", **{**form, "sentence": text, "form": "hi-Latn", "intent": "out_of_scope"})
        assert f"{text}\n" in served.all_messages() or f'{text}"' in served.all_messages()
        again = asha.post("/inbox/undo", csrf=asha.get("/inbox").field("csrf"))
        assert again.field("key") == form["key"]
        if went == {True, False}:
            break
    assert went == {True, False}, "one went to training and one to the tests"
    assert served.all_messages() == before


def test_a_message_left_out_teaches_nothing_and_waits_no_more(served):
    asha, before = served.client(), served.all_messages()
    page = asha.get("/inbox")
    after = asha.post("/inbox/leave-out", **asha.fields_of(page))
    assert after.field("key") != page.field("key")
    assert served.all_messages() == before
    assert sum(counts(reader(served)).values()) == len(WAITING) - 1


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "Choose what the person wants first"),
        ({"intent": "no_such_intent"}, "Choose what the person wants first"),
        ({"intent": "report_danger"}, "A danger needs its sign"),
        ({"intent": "report_danger", "sign": "no_such_sign"}, "no_such_sign"),
        ({"intent": "thank", "sentence": " "}, "The sentence is empty"),
    ],
)
def test_a_label_that_will_not_do_is_refused_and_the_message_stays(served, more, said):
    keep(served.places, {"text": "x y z", "review": "sample", "form": "en"})
    asha, before = served.client(), served.all_messages()
    page = asha.get("/inbox?form=en")
    answer = asha.post("/inbox/label", **{**asha.fields_of(page), **more})
    assert answer.status == 422
    assert said in answer.text
    assert answer.field("key") == page.field("key")
    assert served.all_messages() == before


def test_a_label_that_the_same_words_do_not_have_is_refused(served):
    """The checker would refuse to train otherwise."""
    file = TrainingFile(served.places.root / "data" / "nlu.yml")
    text, (intent, form, *_) = next(file.texts()), next(file.blocks())[0]
    assert intent == "report_danger"
    asha = served.client()
    fields = {**asha.fields_of(asha.get("/inbox")), "sentence": text.upper(), "form": form, "intent": "thank"}
    answer = asha.post("/inbox/label", **fields)
    assert answer.status == 422
    assert "The same words are there already as Danger now" in answer.text


def test_what_people_type_can_neither_break_the_file_nor_name_anybody(served):
    asha = served.client()
    form = asha.fields_of(asha.get("/inbox"))
    odd = 'kal [bukhar](symptom){"entity": "x"} tha\n- intent: greet\nmera number 98765 43210 hai'
    asha.post("/inbox/label", **{**form, "sentence": odd, "form": "hi-Latn", "intent": "report_symptoms"})
    kept = served.all_messages()
    assert 'kal (bukhar)(symptom)("entity": "x") tha - intent: greet mera number ***' in kept.replace('\\"', '"')
    assert "43210" not in kept
    assert asha.get("/sentences?q=bukhar").status == 200


def test_of_two_changes_to_one_sentence_the_first_stands(served):
    asha, ravi = served.client("asha"), served.client("ravi")
    mine, theirs = edit_form(asha), edit_form(ravi)
    asha.post("/sentences/save", **{**mine, "sentence": mine["text"] + " subah se"})
    late = ravi.post("/sentences/save", **{**theirs, "sentence": theirs["text"] + " raat se"})
    assert "Somebody changed or deleted this sentence" in late.text
    assert f"    - {mine['text']} subah se\n" in served.nlu()
    assert f"{mine['text']} raat se" not in served.nlu()
    assert "not_done" in [what for _, what in acts(served)][:3]


def test_a_moved_sentence_keeps_every_other_line_and_comment(served):
    file = served.places.root / "data" / "nlu.yml"
    lines = file.read_text(encoding="utf-8").splitlines()
    lines.insert(lines.index("nlu:") + 2, "  # a note of the ops team")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    asha = served.client()
    form = edit_form(asha)
    asha.post(
        "/sentences/save", **{**form, "sentence": form["text"], "intent": "out_of_scope", "sign": [], "symptom": []}
    )
    now = file.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line != f"    - {form['text']}"] == [
        line for line in now if line != f"    - {form['text']}"
    ]
    before = now[: now.index(f"    - {form['text']}")]
    assert next(line for line in reversed(before) if line.startswith("- intent")) == "- intent: out_of_scope"


def test_a_deleted_sentence_is_gone_and_in_the_audit_log(served):
    asha = served.client()
    form = edit_form(asha)
    asha.post("/sentences/delete", **form)
    assert f"    - {form['text']}\n" not in served.nlu()
    entry = entries(served.places.audit)[0]
    assert (entry["who"], entry["what"], entry["was"]) == ("asha", "delete_sentence", form["text"])


def test_a_broken_file_is_named_with_its_line_and_the_message_waits_on(served):
    file = served.places.root / "data" / "nlu.yml"
    asha = served.client()
    form = asha.fields_of(asha.get("/inbox"))
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[20] = "  - no indent"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = asha.post("/inbox/label", **form, intent="thank")
    assert said.status == 409
    assert "data/nlu.yml:21" in said.text
    assert asha.get("/sentences?q=x").status == 409
    assert file.read_text(encoding="utf-8").splitlines() == lines
    assert sum(counts(reader(served)).values()) == len(WAITING)


def test_on_a_full_disk_nothing_changes_and_the_message_waits_on(served, monkeypatch):
    asha, before = served.client(), served.all_messages()
    form = asha.fields_of(asha.get("/inbox"))
    write = Path.write_text

    def full(path, *args, **more):
        if path.name.endswith(".new"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, *args, **more)

    monkeypatch.setattr(Path, "write_text", full)
    said = asha.post("/inbox/label", **form, intent="thank")
    monkeypatch.undo()
    assert "could not be written (No space left on device)" in said.text
    assert served.all_messages() == before
    assert [what for _, what in acts(served)][:2] == ["not_done", "label"]
    assert sum(counts(reader(served)).values()) == len(WAITING)


def test_what_cannot_be_noted_is_not_done(served):
    asha, before = served.client(), served.all_messages()
    form = asha.fields_of(asha.get("/inbox"))
    served.places.audit.unlink()
    served.places.audit.mkdir()
    said = asha.post("/inbox/label", **form, intent="thank")
    assert said.status == 409
    assert served.all_messages() == before


def test_the_audit_page_tells_who_did_what(served):
    asha = served.client()
    sentence = asha.fields_of(asha.get("/inbox"))["sentence"]
    asha.label("thank")
    page = asha.get("/audit").text
    assert sentence in page
    assert "labelled a message" in page
    newest = json.loads(served.places.audit.read_text(encoding="utf-8").splitlines()[-1])
    assert (newest["who"], newest["what"], newest["intent"]) == ("asha", "label", "thank")


def test_later_turns_call_an_earlier_one_in_question(served):
    keep(
        served.places,
        *({"message": f"SMh{n}", "conversation": "h", "at": at, "text": text, "intent": intent}
          for n, (at, text, intent) in enumerate((
              (-900, "pair me sujan hai", "report_symptoms"), (-700, "pairo me bahut sujan", "report_symptoms"),
              (-650, "yeh nahi poocha tha", "wrong_answer"), (-20, "pair me sujan hai", "report_symptoms")))),
    )  # fmt: skip
    with reader(served).begin() as connection:
        connection.exec_driver_sql("update turns set at = at + strftime('%s', 'now') where conversation = 'h'")
    Hindsight(reader(served), reader(served)).look()
    with reader(served).connect() as connection:
        rows = dict(connection.exec_driver_sql("select message, review from turns where conversation = 'h'").all())
    assert rows == {"SMh0": "rephrased", "SMh1": "disagreed", "SMh2": None, "SMh3": None}


def test_what_was_taken_for_small_talk_is_called_in_question_too(served):
    said = (("kohni kir kir bajti", "deny"), ("yeh galat jawab hai", "wrong_answer"))
    rows = [{"message": f"SMk{n}", "conversation": "k", "at": time.time() - 60 + n, "text": text, "intent": intent}
            for n, (text, intent) in enumerate(said)]  # fmt: skip
    keep(served.places, *rows)
    Hindsight(reader(served), reader(served)).look()
    with reader(served).connect() as connection:
        found = dict(connection.exec_driver_sql("select message, review from turns where conversation = 'k'").all())
    assert found == {"SMk0": "disagreed", "SMk1": None}


def test_services_older_than_a_year_are_flagged(served):
    page = served.client().get("/services").text
    card = page.partition('id="s-esanjeevani"')[2].partition("</section>")[0]
    assert "Not confirmed for" in card
    assert "letter 607, 2020-05-05, 1" in card


def test_without_releases_the_pages_say_what_to_do(served):
    served.app.console.releases = lambda: None
    asha = served.client()
    for path in ("/train", "/models"):
        assert "make train" in asha.get(path).text
    assert "make train" in asha.post("/train/start", csrf=asha.get("/train").field("csrf")).text


def test_after_labelling_the_checker_finds_nothing_wrong(served, monkeypatch):
    from bot.ops import check

    asha = served.client()
    for intent, more in (("report_symptoms", {"symptom": "toothache"}), ("report_danger", {"sign": "unconscious"}),
                         ("out_of_scope", {}), ("tell_district", {"district": "mandla"})):  # fmt: skip
        asha.label(intent, **more)
    monkeypatch.setattr(check, "ROOT", served.places.root)
    assert problems() == []
