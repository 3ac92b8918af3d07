"""A loopback server that behaves like the parts of Twilio's REST API that this project calls, and keeps what it got.

Requests come to /<host of Twilio>/<path>. `faults` holds answers to give instead, in turn: a status, or "hang".
"""

import base64
import json
import threading
import time
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from twilio.http.http_client import TwilioHttpClient

ACCOUNT, KEY = "AC" + "0123456789abcdef" * 2, "the-auth-token-of-the-test"
HANG = 6.0
"""Seconds of silence of "hang"; longer than any patience under test."""


@dataclass
class Request:
    method: str
    path: str
    query: dict
    headers: dict
    body: str

    @property
    def form(self):
        return dict(parse_qsl(self.body, keep_blank_values=True))

    @property
    def json(self):
        return json.loads(self.body)


@dataclass
class TwilioApi:
    """`numbers` and `senders` by SID, as Twilio would show them; `contents` by SID, as they were made."""

    port: int = 0
    numbers: dict = field(default_factory=dict)
    senders: dict = field(default_factory=dict)
    contents: dict = field(default_factory=dict)
    faults: deque = field(default_factory=deque)
    received: list = field(default_factory=list)
    deaf: bool = False
    """Takes changes and does not make them."""

    def address(self, url):
        parts = urlsplit(url)
        return f"http://127.0.0.1:{self.port}/{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")

    def to(self, path):
        """The requests to a path."""
        return [request for request in self.received if request.path.endswith(path)]

    def answer(self, request):
        """Status and JSON for a request."""
        if self.faults:
            fault = self.faults.popleft()
            if fault == "hang":
                time.sleep(HANG)
            elif fault != 200:
                return fault, {"code": 20000 + fault, "message": f"the number {request.form.get('To')} failed"}
        key = base64.b64encode(f"{ACCOUNT}:{KEY}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {key}":
            return 401, {"code": 20003, "message": "Authenticate", "status": 401}
        host, _, rest = request.path.lstrip("/").partition("/")
        room = {"api.twilio.com": self._api, "messaging.twilio.com": self._senders, "content.twilio.com": self._content}
        return room[host](request, rest.split("/"))

    def _api(self, request, parts):
        if parts[:3] != ["2010-04-01", "Accounts", ACCOUNT]:
            return 404, {"code": 20404, "message": "not found"}
        if parts[3] == "Messages.json":
            return self._message(request.form)
        if parts[3] == "IncomingPhoneNumbers.json":
            alike = [n for n in self.numbers.values() if n["phone_number"] == request.query.get("PhoneNumber")]
            return 200, {"incoming_phone_numbers": alike, "next_page_uri": None, "page": 0, "page_size": 50}
        number = self.numbers[parts[4].removesuffix(".json")]
        names = {"SmsUrl": "sms_url", "SmsMethod": "sms_method", "SmsFallbackUrl": "sms_fallback_url",
                 "SmsFallbackMethod": "sms_fallback_method", "SmsApplicationSid": "sms_application_sid"}  # fmt: skip
        if not self.deaf:
            number.update({names[name]: value for name, value in request.form.items()})
        return 200, number

    def _message(self, form):
        if form.get("ContentSid") not in self.contents:
            return 400, {"code": 21655, "message": "The ContentSid is Invalid", "status": 400}
        if (
            "Body" in form
            or not form.get("From", "").startswith("whatsapp:+")
            or not form.get("To", "").startswith("whatsapp:+")
        ):
            return 400, {"code": 21603, "message": "From, To or Body is wrong", "status": 400}
        return 201, {"sid": "SM" + f"{len(self.received):032x}", "status": "queued", "to": form["To"]}

    def _senders(self, request, parts):
        if request.method == "GET":
            if request.query.get("Channel") != "whatsapp":
                return 400, {"code": 20001, "message": "Channel is required"}
            first = int(request.query.get("Page", 0))
            following = f"https://messaging.twilio.com/v2/Channels/Senders?Channel=whatsapp&Page={first + 1}"
            page = list(self.senders.values())[first : first + 1]
            more = first + 1 < len(self.senders)
            return 200, {"senders": page, "meta": {"key": "senders", "next_page_url": following if more else None}}
        sender = self.senders[parts[-1]]
        if not self.deaf:
            sender["webhook"] = request.json["webhook"]
        return 202, {**sender, "status": "ONLINE:UPDATING"}

    def _content(self, request, parts):
        made = request.json
        reply = made["types"]["twilio/quick-reply"]
        titles = [action["title"] for action in reply["actions"]]
        sound = 1 <= len(titles) <= 3 and all(1 <= len(title) <= 20 for title in titles)
        if not sound or len(reply["body"]) > 1024 or not made["language"] or not made["friendly_name"]:
            return 400, {"code": 20422, "message": "Invalid content", "status": 400}
        sid = "HX" + f"{len(self.contents) + 1:032x}"
        self.contents[sid] = made
        return 201, {"sid": sid, **made}


@contextmanager
def running():
    """The server, answering."""
    api = TwilioApi()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
            api.received.append(request)
            status, answer = api.answer(request)
            written = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a client that hangs up is part of the play
    api.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()


class Loopback(TwilioHttpClient):
    """The twilio client's own carrier of requests, with the loopback server in place of Twilio's hosts."""

    def __init__(self, api):
        super().__init__(timeout=2)
        self._api = api

    def request(self, method, url, *values, **more):
        return super().request(method, self._api.address(url), *values, **more)
