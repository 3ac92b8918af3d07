"""`python -m bot.ops user`: the password comes from standard input when nobody sits at a terminal."""

from typer.testing import CliRunner

from bot.console.users import Users
from bot.ops import audit, users

PASSWORD = "correct horse battery"


def run(monkeypatch, root, *arguments, typed=""):
    monkeypatch.setattr(users, "ROOT", root)
    monkeypatch.setattr(audit.note, "__defaults__", (root / "var" / "audit.jsonl",))
    monkeypatch.setattr(audit.noted.__wrapped__, "__defaults__", (root / "var" / "audit.jsonl",))
    return CliRunner().invoke(users.app, arguments, input=typed)


def test_a_user_is_added_and_removed(monkeypatch, tmp_path):
    added = run(monkeypatch, tmp_path, "add", "asha", "--role", "releaser", typed=f"{PASSWORD}\n")
    assert added.exit_code == 0, added.output
    kept = Users(tmp_path / "var" / "users.yml")
    assert kept.check("asha", PASSWORD).role == "releaser"
    assert kept.check("asha", PASSWORD + "\n") is None
    assert run(monkeypatch, tmp_path, "remove", "asha").exit_code == 0
    assert kept.all() == {}
    noted = [entry["what"] for entry in audit.entries(tmp_path / "var" / "audit.jsonl")]
    assert noted == ["remove_user", "add_user"]


def test_a_short_password_adds_nobody(monkeypatch, tmp_path):
    refused = run(monkeypatch, tmp_path, "add", "asha", typed="short\n")
    assert refused.exit_code != 0
    assert "write 10 or more" in str(refused.exception)
    assert Users(tmp_path / "var" / "users.yml").all() == {}
