"""The house has floors: a file imports from its own floor or lower ones, and Rasa stays where it belongs."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = {
    "bot.settings": 0, "bot.text": 0, "bot.spelling": 0, "bot.sms": 0, "bot.language": 0,
    "bot.sentences": 0, "bot.live_model": 0,
    "bot.directory": 1,
    "bot.matching": 2, "bot.routing": 2, "bot.memory": 2, "bot.reply": 2, "bot.judging": 2, "bot.views": 2,
    "bot.masking": 2,
    "bot.nlu": 3, "bot.channel": 3, "bot.store": 3, "actions": 3,
    "bot.ops": 4, "bot.console": 4,
}  # fmt: skip
ONLY_IN = {
    "rasa": ("bot.nlu", "bot.channel", "bot.store", "bot.ops"),
    "rasa_sdk": ("actions",),
    "twilio": ("bot.channel", "bot.ops"),
    "sanic": ("bot.channel", "bot.ops"),
    "starlette": ("bot.console",),
    "uvicorn": ("bot.console",),
    "jinja2": ("bot.console",),
    "argon2": ("bot.console",),
}
FILES = sorted(path for folder in ("bot", "actions") for path in (ROOT / folder).rglob("*.py"))


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module):
    """``bot.matching.places`` lies in the room ``bot.matching``."""
    parts = module.split(".")
    return parts[0] if parts[0] == "actions" else ".".join(parts[:2])


def imports(path):
    """Every module a file imports, wherever in the file, with the line."""
    package = module_of(path).split(".") if path.name == "__init__.py" else module_of(path).split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            names = [f"{module}.{alias.name}" for alias in node.names] if module == "bot" else [module]
            yield from ((name, node.lineno) for name in names)


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_a_file_imports_only_from_its_own_floor_or_lower_ones(path):
    room = room_of(module_of(path))
    for name, line in imports(path) if room != "bot" else ():
        target = room_of(name)
        if name.split(".")[0] not in ("bot", "actions") or target == "bot":
            continue
        assert target in FLOORS, f"{path.relative_to(ROOT)}:{line}: {target} has no floor; add it to FLOORS above"
        assert FLOORS[target] <= FLOORS[room], (
            f"{path.relative_to(ROOT)}:{line}: {room} (floor {FLOORS[room]}) imports {name} (floor {FLOORS[target]}); "
            f"pass in what is needed, or move the shared part down to floor {FLOORS[room]}"
        )


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_rasa_twilio_and_sanic_stay_in_their_rooms(path):
    room = room_of(module_of(path))
    for name, line in imports(path):
        rooms = ONLY_IN.get(name.split(".")[0])
        assert rooms is None or room in rooms, (
            f"{path.relative_to(ROOT)}:{line}: imports {name}; decide in plain functions of bot/ with plain values, "
            f"and let {' or '.join(rooms or ())} carry them to {name.split('.')[0]}"
        )


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_every_file_has_a_floor(path):
    room = room_of(module_of(path))
    assert room == "bot" or room in FLOORS, f"{path.relative_to(ROOT)}: add {room} to FLOORS in tests/test_floors.py"


def test_the_console_needs_no_rasa_and_no_tensorflow():
    heavy = "{'rasa', 'tensorflow', 'sklearn', 'twilio'}"
    code = f"import sys, bot.console.app, bot.console.serve; print(*sorted({heavy} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, ""), f"the console loads {done.stdout}{done.stderr[-500:]}"


def test_the_actions_need_no_rasa_and_no_tensorflow():
    modules = ", ".join(module_of(path) for path in FILES if path.is_relative_to(ROOT / "actions"))
    code = f"import sys, {modules}; print(*sorted({{'rasa', 'tensorflow', 'sklearn', 'twilio'}} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, ""), (
        f"the action server loads {done.stdout.strip()}{done.stderr[-500:]}; import only floors 0 to 2 and rasa_sdk"
    )
