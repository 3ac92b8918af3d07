"""One person's messages in order, different people's side by side."""

import time

from tests.desk_server import Server, message, play


def test_one_persons_messages_are_worked_on_in_order_and_peoples_side_by_side(engine):
    server = Server(engine, seconds=0.5, deadline=8)
    mine = [message(f"dard {i}", sid=f"SM{i}") for i in range(3)]
    theirs = [message("khansi", sid=f"SN{i}", person=f"p{i}") for i in range(5)]
    before = time.monotonic()
    play(lambda: server.gets(*mine, *theirs))
    assert [text for text in server.assistant.heard if "dard" in text] == ["dard 0", "dard 1", "dard 2"]
    assert server.assistant.most_at_once["c"] == 1
    assert time.monotonic() - before < 3.5, "eight turns of 0.5 s, three of them one after another"
