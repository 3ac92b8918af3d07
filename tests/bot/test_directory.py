"""The facts as they are, and every way to break a data file named with file and line."""

import re
import shutil

import pytest

from bot.directory import DirectoryError, default_directory, line_of, load
from bot.ops.check import problems
from bot.spelling import DIRECTORY, read_yaml

FILES = ("services.yml", "districts.yml", "lexicon.yml", "symptoms.yml", "danger_signs.yml")


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(DIRECTORY, tmp_path / "directory")


def edit(folder, file, old, new, count=1):
    """Replaces text in a copy; the line (from 1) where it stood first."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} no longer holds {old!r}; choose another line to break"
    path.write_text(text.replace(old, new, count), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def complaints(folder):
    with pytest.raises(DirectoryError) as error:
        load(folder)
    assert str(error.value).splitlines() == [str(problem) for problem in error.value.problems]
    return error.value.problems


def only(folder, file, line):
    (problem,) = complaints(folder)
    assert re.match(rf"{re.escape(str(folder / file))}:{line}: \S", str(problem)), str(problem)
    return problem.text


def test_the_copy_loads_as_the_original_does(folder):
    assert load(folder) == default_directory()


def test_the_letters_three_services_and_the_five_lines_are_there():
    contacts = {name: service.contact for name, service in default_directory().active().items()}
    assert contacts == {"esanjeevani": "https://esanjeevaniopd.in/", "104": "104", "apollo": "1800-103-7378",
                        "108": "108",
                        "112": "112", "14416": "14416", "181": "181", "1098": "1098"}  # fmt: skip


def test_there_are_55_districts_and_52_on_the_day_of_the_letter():
    districts = default_directory().districts
    assert len(districts) == 55
    new = {name: d.parent for name, d in districts.items() if not d.existed_on_2020_05_05}
    assert new == {"maihar": "satna", "mauganj": "rewa", "pandhurna": "chhindwara"}


def test_facts_cannot_be_changed_while_the_bot_runs():
    service = default_directory().services["104"]
    with pytest.raises(TypeError):
        service.active = False


@pytest.mark.parametrize("file", FILES)
def test_broken_yaml_is_named_with_its_line(folder, file):
    path = folder / file
    at = path.read_text(encoding="utf-8").count("\n") + 1
    path.write_text(path.read_text(encoding="utf-8") + 'broken: ["one", "two"\nnext: "x"\n', encoding="utf-8")
    (problem,) = complaints(folder)
    assert problem.file == str(path)
    assert at <= problem.line <= at + 2
    assert "not YAML" in problem.text


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("content", ["", "# only a comment\n", "just text\n", "- a\n- b\n", "services: 5\n"])
def test_a_file_without_its_list_is_named(folder, file, content):
    (folder / file).write_text(content, encoding="utf-8")
    found = complaints(folder)
    assert {problem.file for problem in found} == {str(folder / file)}


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(folder, file):
    (folder / file).unlink()
    assert "missing" in only(folder, file, 1)


def test_a_file_that_is_not_utf8_is_named(folder):
    (folder / "services.yml").write_bytes(b"services: \xff\xfe")
    assert "UTF-8" in only(folder, "services.yml", 1)


def test_a_control_character_is_named_with_its_file(folder):
    edit(folder, "services.yml", '"e-Sanjeevani OPD"', '"e-\x07Sanjeevani OPD"')
    assert [problem.file for problem in complaints(folder)] == [str(folder / "services.yml")]


def test_an_unquoted_number_is_told_to_be_quoted(folder):
    line = edit(folder, "services.yml", 'value: "104"', "value: 104")
    assert "quotes" in only(folder, "services.yml", line)


@pytest.mark.parametrize(("file", "old", "new"), [
    ("services.yml", '- id: "108"', "- id: 108"),
    ("districts.yml", 'pin_prefixes: ["457"]', "pin_prefixes: [457]"),
    ("districts.yml", 'lgd_code: "639"', "lgd_code: 639"),
    ("services.yml", 'active: true', 'active: "yes"'),
    ("services.yml", 'holds_from: "2022-10-10"', 'holds_from: "10.10.2022"'),
    ("services.yml", 'kind: "video"', 'kind: "vidio"'),
    ("services.yml", 'districts: ["bhopal", "indore"]', "districts: []"),
    ("districts.yml", 'lon: 74.36', 'lon: "east"'),
])  # fmt: skip
def test_a_value_of_the_wrong_kind_is_named_with_its_line(folder, file, old, new):
    line = edit(folder, file, old, new)
    found = complaints(folder)
    assert {(problem.file, problem.line) for problem in found} == {(str(folder / file), line)}


def test_a_missing_key_is_named_with_its_entry(folder):
    path, entry = folder / "services.yml", '  - id: "apollo"'
    head, tail = path.read_text(encoding="utf-8").split(entry)
    path.write_text(head + entry + tail.replace('    hours: "24x7"\n', "", 1), encoding="utf-8")
    assert "hours" in only(folder, "services.yml", head.count("\n") + 1)


def test_an_unknown_key_is_named_with_its_line(folder):
    line = edit(folder, "services.yml", '    cost: "free"\n', '    colour: "red"\n    cost: "free"\n')
    assert "colour" in only(folder, "services.yml", line)


@pytest.mark.parametrize(("file", "old", "new"), [
    ("services.yml", '- id: "1098"', '- id: "181"'),
    ("districts.yml", '- id: "anuppur"', '- id: "alirajpur"'),
    ("symptoms.yml", '- id: "cough"', '- id: "fever"'),
    ("danger_signs.yml", '- id: "low_oxygen"', '- id: "breathless"'),
])  # fmt: skip
def test_a_duplicate_id_is_named_at_its_second_place(folder, file, old, new):
    line = edit(folder, file, old, new)
    assert "twice" in only(folder, file, line)


def test_a_key_written_twice_in_one_entry_is_refused(folder):
    line = edit(folder, "services.yml", '    cost: "free"\n', '    cost: "free"\n    cost: "paid"\n')
    (problem,) = complaints(folder)
    assert abs(problem.line - line) <= 2


def test_all_mistakes_of_all_files_are_named_at_once_in_order(folder):
    edit(folder, "services.yml", 'value: "104"', "value: 104")
    edit(folder, "services.yml", 'kind: "video"', 'kind: "vidio"')
    edit(folder, "districts.yml", 'lgd_code: "639"', "lgd_code: 639")
    found = complaints(folder)
    assert len(found) == 3
    assert found == sorted(found)


@pytest.mark.parametrize("break_it", [lambda t: t.replace("\nnegations:", "\nnegation:"),
                                      lambda t: t + 'x: ["a"\ny: 1\n'])  # fmt: skip
def test_the_check_names_a_broken_words_file(folder, break_it):
    path = folder / "words.yml"
    path.write_text(break_it(path.read_text(encoding="utf-8")), encoding="utf-8")
    found = problems(folder)
    assert [problem for problem in found if problem.file.endswith("words.yml")], f"nothing said of words.yml: {found}"


def test_the_projects_own_files_have_no_problem():
    assert [str(problem) for problem in problems()] == []


def test_line_of_finds_the_deepest_node_and_stops_where_the_steps_leave_the_file():
    path = DIRECTORY / "services.yml"
    lines = path.read_text(encoding="utf-8").splitlines()
    assert '- id: "104"' in lines[line_of(path, ("services", 1)) - 1]
    assert "names:" in lines[line_of(path, ("services", 1, "names", "hi")) - 1]
    assert line_of(path, ("services", 1, "nothing")) == line_of(path, ("services", 1))
    assert line_of(path.with_name("no.yml"), ("services",)) == 1


def test_one_reader_keeps_words_words(tmp_path):
    (tmp_path / "a.yml").write_text("a: no\nb: 'नहीं'\nc: '0755'\n", encoding="utf-8")
    assert read_yaml(tmp_path / "a.yml") == {"a": "no", "b": "नहीं", "c": "0755"}
