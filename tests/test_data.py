"""The checker finds nothing wrong in the project's own files."""

from bot.ops.check import problems


def test_the_project_files_are_sound():
    found = problems()
    assert not found, "\n".join(map(str, found))
