"""What the documents name exists: paths, commands, settings, links; and the changelog's top is the version."""

import os
import re
import shutil
import subprocess

import pytest
from lxml import etree

from bot.ops.environment import ROOT
from scripts.film import SCENES

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
MADE_LATER = ("var/", "results/")
FILMED = [("sms" if start.startswith("CHANNEL=sms") else "whatsapp", message)
          for start, messages in SCENES for message in messages]  # fmt: skip
RECORDS = sorted(ROOT.glob("docs/decisions/*.md"))


def targets():
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.M))


def test_every_path_of_the_map_exists():
    table = README.split("## Where things are")[1].split("\n## ")[0]
    paths = [path for line in table.splitlines() if line.startswith("| `")
             for path in re.findall(r"`([^`]+)`", line.split("|")[1])]  # fmt: skip
    assert len(paths) > 20
    assert not [path for path in paths if not (ROOT / path).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_link_of_a_page_exists(page):
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"`(?:[A-Z]+=\w+ )?make ([a-z]+)", text)) <= targets()
    links = [link.split("#")[0] for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text)]
    assert not [link for link in links if link and not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_that_a_page_names_exists(page):
    paths = re.findall(r"`([\w.-]+(?:/[\w.*-]+)+/?)`", page.read_text(encoding="utf-8"))
    ours = [path for path in paths if (ROOT / path.split("/")[0]).exists() and not path.startswith(MADE_LATER)]
    assert not [path for path in ours if not list(ROOT.glob(path.rstrip("/").replace("NNNN_what", "*")))]


def test_the_settings_of_the_readme_are_those_of_the_example():
    example = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    table = README.split("## Settings")[1].split("\n## ")[0]
    first_cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")]
    named = {name for cell in first_cells for name in re.findall(r"`([A-Z_]+)`", cell)}
    assert named == example


def test_the_changelog_begins_with_the_version():
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.M)[1]
    assert re.search(r"^## \[?([0-9.]+)", (ROOT / "CHANGELOG.md").read_text(), re.M)[1] == version


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_a_decision_record_is_short(record):
    assert len(record.read_text(encoding="utf-8").split()) <= 400


def test_every_verb_of_the_commands_has_help():
    done = subprocess.run(
        [".venv/bin/python", "-m", "bot.ops", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    verbs = "check ask train score promote rollback models report run talk twilio storm siege"
    for verb in verbs.split():
        assert verb in done.stdout


def test_the_lock_names_no_host_and_has_hashes():
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    pins = re.findall(r"^[a-z0-9_.-]+(?:\[[^]]+\])?==\S+ \\\n    --hash", lock, re.M | re.I)
    assert len(pins) == len(re.findall(r"^[a-z0-9].*==", lock, re.M | re.I))


def test_the_site_builds_and_no_link_or_anchor_in_it_is_broken(tmp_path):
    done = build_site(ROOT, tmp_path)
    assert done.returncode == 0, done.stderr
    for page in ("index.html", "contributing.html", "changelog.html", "howto/label-messages.html"):
        assert (tmp_path / page).exists()


def test_a_broken_link_and_a_page_left_out_stop_the_site(tmp_path):
    for part in ("docs", "scripts", "mkdocs.yml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        (tmp_path / part).symlink_to(ROOT / part)
    (tmp_path / "docs").unlink()
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    (tmp_path / "docs/words.md").write_text("[nowhere](nowhere.md), [no such part](storm.md#no-such-part)")
    (tmp_path / "docs/howto/forgotten.md").write_text("# Forgotten")
    done = build_site(tmp_path, tmp_path / "site")
    assert done.returncode == 1
    for named in ("nowhere.md", "no-such-part", "howto/forgotten.md"):
        assert named in done.stderr


def test_what_is_read_in_the_film_is_what_the_assistant_says():
    shown = words_of(" ".join(etree.parse(ROOT / "docs/pictures/talk.svg").getroot().itertext("{*}text")))
    for channel, message in FILMED:
        done = subprocess.run(
            [".venv/bin/python", "-m", "bot.ops", "ask", "--channel", channel, message],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        reply = done.stdout.split("reply:")[1].split("segments:")[0]
        assert words_of(message) in shown
        assert words_of(reply) in shown


def build_site(folder, site):
    return subprocess.run(
        [ROOT / ".venv/bin/mkdocs", "build", "--site-dir", site],
        cwd=folder, capture_output=True, text=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, check=False,
    )  # fmt: skip


def words_of(text):
    return " ".join(re.findall(r"\w+", text))
