"""What hostile requests are made of: methods, paths, header lines, content types, values and bytes that are odd."""

METHODS = ("GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT", "post", "P\xf6ST", "", "FOO")
PATHS = (
    "/", "//", "*", "/webhooks/twilio", "/webhooks/twilio/../rest/webhook", "/webhooks/twilio/%2e%2e/%2e%2e/model",
    "/webhooks/twilio/webhook/", "/webhooks/twilio/webhook%00", "/webhooks/twilio/webhook?x=%ff&x[]=1&=&;", "/%ff%fe",
    "/webhooks/twilio/webhook#rc=2", "/webhooks/twilio/status", "/webhooks/rest/webhook", "/conversations/x/tracker",
    "/model", "/model/train", "/status", "/version", "/domain", "/\xff\xfe", "http://other.example.in/", "http://[::1",
    "/" + "a" * 7000, "/" + "../" * 500, "?", "", "/webhooks/twilio/webhook?bodySHA256=0", "/metrics", "://", "/\x00",
)  # fmt: skip
LINES = (
    b"Content-Length: abc", b"Content-Length: -1", b"Content-Length: 1e3", b"Content-Length: 99999999999999999999",
    b"Content-Length:", b"Content-Length: 5\r\nContent-Length: 6", b"Transfer-Encoding: gzip",
    b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked, chunked", b"Expect: 100-continue", b"Expect: nothing",
    b"Upgrade: websocket", b"Upgrade: h2c", b"Host: " + b"h" * 5000, b"Host: a\r\nHost: b", b"Host: \xff\xfe",
    b"X: " + b"x" * 20_000, b"no colon here", b": no name", b"\x00: \x00", b"X-Odd: \xff\xfe\xed\xa0\x80",
    b" folded: a",
    b"\r\n".join(b"H%d: x" % n for n in range(300)), b"Cookie: " + b"a=b; " * 800, b"Range: bytes=9-1",
    b"X-Twilio-Signature: \xff\xfe", b"X-Twilio-Signature: a\r\nX-Twilio-Signature: b", b"Accept: */*;q=\xff",
    b"I-Twilio-Idempotency-Token: \xff\x00", b"Forwarded: for=\"[\"", b"X-Forwarded-For: ,,,",
    b"Authorization: Basic !",
    b"Content-Encoding: gzip", b"Connection: \xff", b"Content-Type: multipart/form-data",
    b"Content-Type: \xff;charset=x",
)  # fmt: skip
CONTENT_TYPES = (
    "application/json",
    "multipart/form-data; boundary=x",
    "text/xml",
    "image/png",
    "x",
    "",
    "a/b; charset=x",
)
ODD_VALUES = ("", "x", "\x00", "\u202e", "\ud7ff", "9" * 400, "-1", "nan", "inf", "1e999", "{}", "[]", "%s%n", "'; --",
              "/restart", "\u0915" * 1600, "👍🏽", "STOP", "null", "../../x", "{c_108}", "a" * 5000)  # fmt: skip
ODD_FIELDS = ("Body", "From", "To", "MessageSid", "SmsSid", "NumMedia", "Latitude", "Longitude", "ButtonPayload",
              "OptOutType", "ProfileName", "MediaUrl0", "AccountSid", "Extra")  # fmt: skip
NO_NUMBERS = (
    "",
    "+",
    "whatsapp:",
    "whatsapp:x",
    "+91 98765",
    "+९१९८७६५४३२१०",
    "sip:a@example.in",
    "messenger:1",
    "\x00",
)
GARBAGE = (b"\x16\x03\x01\x02\x00\x01\x00", b"\r\n" * 50, b"GET", b"\x00" * 9000, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
           b"POST / HTTP/9.9\r\n\r\n", b" \r\n\r\n", b"A" * 9000)  # fmt: skip
