"""Train, compare, promote on a small project with the real commands: what goes wrong leaves the live model."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.small_project import SmallProject, small_blocks, write_nlu


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A small project with its first model, which is live."""
    project = SmallProject(tmp_path_factory.mktemp("small"))
    done = project.ops("train")
    assert "is the first model and is live" in done.stdout, done.stdout + done.stderr
    return project


@pytest.fixture
def nlu(project):
    """The training messages, as they were again afterwards."""
    text = project.nlu.read_text(encoding="utf-8")
    yield project.nlu
    project.nlu.write_text(text, encoding="utf-8")


@pytest.fixture
def untouched(project):
    """The live model is the same afterwards, and whole."""
    live, models = project.live(), sorted(project.models.glob("*.tar.gz"))
    size = (project.models / live).stat().st_size
    yield
    assert project.live() == live
    assert (project.models / live).stat().st_size == size
    assert [model for model in models if not model.exists()] == []


def state(project):
    return project.calls("releases.training_state()")


def wait_for(project, *phases, patience=400):
    deadline = time.monotonic() + patience
    while (found := state(project))["phase"] not in phases:
        assert time.monotonic() < deadline, found
        time.sleep(0.5)
    return found


def trainings(project):
    """The processes that train in this project."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and b"bot.ops.training" in (entry / "cmdline").read_bytes():
                found += [int(entry.name)] if (entry / "cwd").resolve() == project.folder else []
        except OSError:
            continue
    return found


def test_a_yaml_error_is_said_with_file_and_line(project, nlu, untouched):
    nlu.write_text(nlu.read_text(encoding="utf-8") + '- intent: "greet\n', encoding="utf-8")
    done = project.ops("train")
    assert done.returncode == 1
    assert "data/nlu.yml:" in done.stderr
    assert "not YAML" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_intent_that_the_domain_lacks_is_said(project, nlu, untouched):
    with nlu.open("a", encoding="utf-8") as file:
        file.write("- intent: ask_weather\n  metadata: {form: en}\n  examples: |\n    - will it rain in sehore\n")
    done = project.ops("train")
    assert done.returncode == 1
    assert 'intent "ask_weather" is not in domain.yml' in done.stderr


def test_a_training_that_is_killed_is_said_to_be_dead_and_two_at_once_are_refused(project, untouched):
    assert project.calls("releases.start_training()") is None
    assert "goes on already" in project.calls("releases.start_training()")
    assert state(project)["phase"] == "training"
    deadline = time.monotonic() + 200
    while not list((project.models / ".training").glob("*/*")):
        assert time.monotonic() < deadline, state(project)
        time.sleep(0.2)
    for pid in trainings(project):
        os.kill(pid, signal.SIGKILL)
    found = wait_for(project, "failed", patience=30)
    assert "ended in the middle" in found["problem"]
    assert "live model is untouched" in found["problem"]


def test_a_disk_that_is_full_is_said(project, untouched):
    folder = project.models
    kept = folder.rename(folder.with_name("models.kept"))
    folder.mkdir()
    size = 13 * max(model.stat().st_size for model in kept.glob("*.tar.gz")) + sum(
        p.stat().st_size for p in kept.glob("*")
    )
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)], capture_output=True)
    try:
        if mounted.returncode:
            pytest.skip("a small disk cannot be mounted here: it needs the rights of root")
        subprocess.run(["cp", "-a", *map(str, kept.iterdir()), str(folder)], check=True)
        assert project.calls("releases.start_training()") is None
        while not list((folder / ".training").glob("*")):
            time.sleep(0.2)
        _fill(folder)
        found = wait_for(project, "failed")
        assert found["problem"] == "The disk is full; free some room, then train again. The live model is untouched."
        _fill(folder)
        assert "MB left and a training needs" in project.calls("releases.start_training()")
    finally:
        subprocess.run(["umount", str(folder)], capture_output=True)
        folder.rmdir()
        kept.rename(folder)


def _fill(folder):
    try:
        with (folder / "filler").open("ab") as file:
            while True:
                file.write(b"x" * 4096)
                file.flush()
    except OSError:
        return


@pytest.mark.heavy
def test_a_model_taught_to_overlook_dangers_cannot_go_live(project, nlu, untouched):
    dangers = (number for number, block in enumerate(small_blocks()) if block["intent"] == "report_danger")
    overlooked = {number for place, number in enumerate(dangers) if place % 4}
    blocks = [{**block, "intent": "out_of_scope"} if number in overlooked else block
              for number, block in enumerate(small_blocks())]  # fmt: skip
    write_nlu(nlu, blocks)
    done = project.ops("train")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "may not go live" in done.stdout
    assert "Fewer dangers are seen" in done.stdout
    assert "danger lost (hi" in done.stdout
    bad = next(m.name for m in project.models.glob("*.tar.gz") if m.name != project.live())
    refused = project.ops("promote", bad, "--who", "asha", "--reason", "the ministry wants it")
    assert refused.returncode == 1
    assert "No reason overrides this" in refused.stderr
    assert project.ops("rollback", "--who", "asha").returncode == 1
