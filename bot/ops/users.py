"""python -m bot.ops user add|remove: who may use the console."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from bot.ops.environment import ROOT, CannotStart

app = typer.Typer(no_args_is_help=True, help="Users of the console: add or remove one.")
Name = Annotated[str, typer.Argument(help="Small letters, digits, dots and dashes.")]
SHELL = "shell"
"""Who stands in the audit log for a change made in the terminal."""


@app.command()
def add(name: Name, role: Annotated[str, typer.Option(help="labeller or releaser.")] = "labeller") -> None:
    """Add a user; the password is asked for twice, or read from standard input."""
    from bot.console.users import Users
    from bot.ops.audit import noted

    password = _password()
    with noted(SHELL, "add_user", name=name, role=role):
        Users(ROOT / "var" / "users.yml").add(name, role, password)
    typer.echo(f"{name} may use the console as {role}.")


@app.command()
def remove(name: Name) -> None:
    """Remove a user, whose sessions end at once."""
    from bot.console.users import Users
    from bot.ops.audit import noted

    with noted(SHELL, "remove_user", name=name):
        Users(ROOT / "var" / "users.yml").remove(name)
    typer.echo(f"{name} may no longer use the console.")


def _password() -> str:
    """Asks without echo in a terminal; elsewhere the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Again: "):
        raise CannotStart("The two passwords differ; nothing was added.")
    return first
