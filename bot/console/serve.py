"""Starts the console."""

from __future__ import annotations

import gc
import threading

import uvicorn
from starlette.types import ASGIApp

from bot.console.app import Guard, make_app
from bot.console.demo import USER, demo
from bot.console.state import Console, Places
from bot.ops.environment import ROOT, CannotStart, prepare, settings_for_servers
from bot.settings import Settings


def serve() -> None:
    """Serves until Ctrl-C.

    Raises:
        CannotStart: when a setting cannot be used or the port is taken.

    """
    settings = prepare()
    places = Places(database_url=settings_for_servers(settings)["DATABASE_URL"])
    _serve(make_app(places, phones_on=settings if settings.on_this_machine else None), settings)


def serve_demo() -> None:
    """Serves a console over made-up data until Ctrl-C.

    Raises:
        CannotStart: when a setting cannot be used or the port is taken.

    """
    settings = prepare()
    app, password = demo(ROOT / "var" / "demo")
    print(f"Everything here is made up. Sign in as {USER} with {password}", flush=True)  # noqa: T201
    _serve(app, settings)


def _serve(app: Guard, settings: Settings) -> None:
    threading.Thread(target=settle, args=(app.console,), daemon=True).start()
    server = server_of(app, settings.console_host, settings.console_port)
    print(f"The console is at http://{settings.console_host}:{settings.console_port}", flush=True)  # noqa: T201
    try:
        server.run()
    except SystemExit as error:
        raise CannotStart(f"The console could not listen on CONSOLE_PORT={settings.console_port}.") from error


def settle(console: Console) -> None:
    """Reads what is needed; what was read stays, so that no garbage collection looks through it again."""
    console.warm_up()
    gc.collect()
    gc.freeze()


def server_of(app: ASGIApp, host: str, port: int) -> uvicorn.Server:
    """The web server; without websockets, which the console does not use and Rasa pins to an old version."""
    return uvicorn.Server(
        uvicorn.Config(app, host, port, log_level="warning", server_header=False, lifespan="off", ws="none")
    )
