"""An SMS aggregator for the tests: signs its requests as we ask for it, and takes replies at a send address."""

import hashlib
import hmac
import json
from contextlib import asynccontextmanager

from aiohttp import web

SECRET = "the-secret-of-the-test-aggregator"
JSON = "application/json"


def sealed(body: bytes, timestamp: str = "", secret: str = SECRET) -> dict[str, str]:
    """The headers over a body: signature, and timestamp when there is one."""
    signed = f"{timestamp}.".encode() + body if timestamp else body
    headers = {"X-Signature": hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}
    return {**headers, "X-Timestamp": timestamp} if timestamp else headers


def sms(text: str, sender: str, identity: str) -> bytes:
    """The JSON body of a message."""
    return json.dumps({"sender": sender, "text": text, "id": identity}).encode()


class SendAddress:
    """A send address that answers as told, then with 200, and remembers what it was sent."""

    def __init__(self, *statuses, headers=None, door=None):
        self.statuses, self.headers, self.door = list(statuses), headers or {}, door
        self.url, self.requests, self.taken = "", [], []

    async def _take(self, request):
        fields = await request.json() if request.content_type == JSON else dict(await request.post())
        self.requests.append((request, fields))
        if self.door:
            await self.door.wait()
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.taken.append(fields)
        return web.Response(status=status, headers=self.headers)

    @asynccontextmanager
    async def open(self):
        app = web.Application()
        app.router.add_post("/send", self._take)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/send"
        try:
            yield self
        finally:
            await runner.cleanup()
