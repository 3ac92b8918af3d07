"""Delivery reports of Twilio: the last state of each reply, failures counted by code."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping

from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

from bot.spelling import DIRECTORY, read_yaml
from bot.store.dialect import put
from bot.store.engine import engine_for
from bot.store.tables import deliveries

logger = logging.getLogger(__name__)
RANKS = {"accepted": 1, "scheduled": 1, "queued": 2, "sending": 3, "sent": 4, "partially_delivered": 5,
         "delivered": 6, "undelivered": 6, "failed": 6, "canceled": 6, "read": 7}  # fmt: skip
"""How far on its way a message is; a report that arrives late does not undo a later state."""
FAILED = frozenset(("failed", "undelivered"))
REPORTS = Counter("sehat_deliveries", "Delivery reports by status and error code.", ["status", "code"])


class Deliveries:
    """Keeps delivery reports; no number is in them."""

    def __init__(self, database_url: str) -> None:
        self._engine = engine_for(database_url)
        self._meanings: dict[str, str] = read_yaml(DIRECTORY / "delivery_errors.yml")["errors"]

    def note(self, form: Mapping[str, str]) -> None:
        """Notes one report; a broken one or a lost database costs nothing but the report."""
        message, status = form.get("MessageSid", "")[:64], form.get("MessageStatus", form.get("SmsStatus", ""))
        if not message or status not in RANKS:
            return
        code = form.get("ErrorCode", "") if form.get("ErrorCode", "").isdigit() else ""
        REPORTS.labels(status, code).inc()
        if status in FAILED:
            logger.warning("A reply was not delivered: %s (%s).", self.meaning(code), code or "no code")
        try:
            self._keep(message, status, code or None)
        except SQLAlchemyError as error:
            logger.error("A delivery report could not be kept (%s).", type(error).__name__)

    def meaning(self, code: str) -> str:
        """A plain explanation of an error code."""
        return self._meanings.get(code, "reason not known here; look the code up in Twilio's error list")

    def _keep(self, message: str, status: str, code: str | None) -> None:
        row = {"message": message, "status": status, "rank": RANKS[status], "error": code, "at": time.time()}
        with self._engine.begin() as connection:
            put(connection, deliveries, row, only_if=deliveries.c.rank <= RANKS[status])
