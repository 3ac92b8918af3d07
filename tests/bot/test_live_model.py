"""Which model answers: the named one, else the newest."""

import os

from bot.live_model import live_model, make_live, newest_model, stays


def model(folder, name, age):
    path = folder / f"{name}.tar.gz"
    path.write_bytes(b"x")
    os.utime(path, (1_000_000 - age, 1_000_000 - age))
    return path


def test_without_a_name_the_newest_answers(tmp_path):
    assert live_model(tmp_path) is None
    model(tmp_path, "old", 10)
    new = model(tmp_path, "new", 1)
    assert newest_model(tmp_path) == live_model(tmp_path) == new


def test_the_named_model_answers_even_when_a_newer_one_is_there(tmp_path):
    old = model(tmp_path, "old", 10)
    model(tmp_path, "new", 1)
    make_live(old)
    assert live_model(tmp_path) == old


def test_a_name_without_its_model_leaves_the_newest(tmp_path):
    gone, new = model(tmp_path, "gone", 10), model(tmp_path, "new", 1)
    make_live(gone)
    gone.unlink()
    assert live_model(tmp_path) == new


def test_the_record_names_who_and_since_when_the_latest_first(tmp_path):
    old, new = model(tmp_path, "old", 10), model(tmp_path, "new", 1)
    make_live(old, "asha")
    make_live(new, "ravi\tand more")
    assert [(stay.model, stay.who) for stay in stays(tmp_path)] == [
        ("new.tar.gz", "ravi and more"),
        ("old.tar.gz", "asha"),
    ]
    assert stays(tmp_path)[0].since


def test_a_file_with_a_name_alone_is_read(tmp_path):
    old = model(tmp_path, "old", 10)
    model(tmp_path, "new", 1)
    (tmp_path / "live").write_text("old.tar.gz\n")
    assert live_model(tmp_path) == old
