"""Starts the console."""

from __future__ import annotations

import gc
import threading

import uvicorn
from starlette.types import ASGIApp

from bot.console.app import make_app
from bot.console.state import Console, Places
from bot.ops.environment import CannotStart, prepare, settings_for_servers


def serve() -> None:
    """Serves until Ctrl-C.

    Raises:
        CannotStart: when a setting cannot be used or the port is taken.

    """
    settings = prepare()
    places = Places(database_url=settings_for_servers(settings)["DATABASE_URL"])
    app = make_app(places, phones_on=settings if settings.on_this_machine else None)
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
