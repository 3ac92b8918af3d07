"""A small stand-in for the proxy in front of several servers: each connection goes to the next server that is there."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence

PIECE = 65536


class Balancer:
    """Listens on ``port`` of this machine and passes connections on to ``servers``, in turn."""

    def __init__(self, port: int, servers: Sequence[int]) -> None:
        self._port, self._servers = port, servers
        self._turns = itertools.count()

    async def open(self) -> asyncio.AbstractServer:
        """Begins to listen."""
        return await asyncio.start_server(self._pass_on, "127.0.0.1", self._port)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = next(self._turns)
        for place in range(len(self._servers)):
            try:
                there = await asyncio.open_connection("127.0.0.1", self._servers[(first + place) % len(self._servers)])
            except OSError:
                continue
            await asyncio.gather(_copy(reader, there[1]), _copy(there[0], writer))
            return
        writer.transport.abort()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copies until one side ends; a connection that breaks on one side is broken on the other."""
    try:
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()
        writer.close()
    except OSError:
        writer.transport.abort()
