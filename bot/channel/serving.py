"""Opens the one desk of this server: database, logs, metrics."""

from __future__ import annotations

import functools
import logging
import socket
import sys

from prometheus_client import start_http_server
from sqlalchemy.exc import SQLAlchemyError

from bot.channel.desk import Desk
from bot.channel.turn import Handler, Turns
from bot.settings import Settings
from bot.store.counters import Limits
from bot.store.engine import engine_for
from bot.store.inbox import Inbox

logger = logging.getLogger(__name__)


@functools.cache
def open_desk(config: Settings, handler: Handler) -> Desk:
    """The desk, the same for every door of a server: all of them get the same settings and the same handler from Rasa.

    When the database is away it opens all the same and heals when it comes back.
    """
    _log_turns()
    _serve_metrics(config.metrics_host, config.metrics_port)
    engine = engine_for(config.database_url)
    limits = Limits(config.per_minute, config.per_day, config.replies_per_day) if config.rate_limit else None
    inbox = Inbox(engine, f"{socket.gethostname()}:{config.port}", limits)
    try:
        inbox.open()
    except SQLAlchemyError as error:
        logger.error("The database cannot be used yet (%s); people get the safe text meanwhile.", type(error).__name__)
    return Desk(inbox, Turns(handler, engine), config.deadline, config.in_flight)


def _log_turns() -> None:
    """One line for each turn on standard output, whatever level Rasa logs at."""
    turns = logging.getLogger("bot.turns")
    if not turns.handlers:
        handler = logging.StreamHandler(sys.stdout)
        handler.setFormatter(logging.Formatter("%(asctime)s turn %(message)s"))
        turns.addHandler(handler)
        turns.setLevel(logging.INFO)
        turns.propagate = False


def _serve_metrics(host: str, port: int) -> None:
    if port:
        try:
            start_http_server(port, addr=host)
        except OSError as error:
            logger.error("METRICS_PORT=%s is taken (%s); there are no metrics.", port, error.strerror)
