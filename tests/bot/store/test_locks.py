"""One person's turns one after the other on two servers; a dead server's place lapses; Redis may go and come."""

import asyncio
import socket
import subprocess
import time

import pytest

from bot.store import locks
from bot.store.locks import Locks
from tests.conftest import free_port


class RedisServer:
    def __init__(self, folder):
        self.port, self.folder, self.process = free_port(), folder, None
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)

    def stop(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def redis(tmp_path, monkeypatch):
    server = RedisServer(tmp_path)
    monkeypatch.setenv("REDIS_URL", server.url)
    monkeypatch.setattr(locks, "LEASE", 0.6)
    monkeypatch.setattr(locks, "PAUSE", 0.3)
    server.start()
    yield server
    server.stop()


async def turn(store, name, seen, takes=0.0):
    async with store.lock("somebody"):
        seen.append(f"{name} begins")
        await asyncio.sleep(takes)
        seen.append(f"{name} ends")


def test_turns_on_two_servers_follow_each_other_in_the_order_they_came(redis):
    async def play():
        one, other, seen, tasks = Locks(), Locks(), [], []
        for place in range(10):
            tasks.append(asyncio.create_task(turn((one, other)[place % 2], place, seen, 0.02)))
            await asyncio.sleep(0.01)
        await asyncio.gather(*tasks)
        return seen

    assert asyncio.run(play()) == [f"{place} {what}" for place in range(10) for what in ("begins", "ends")]


def test_a_turn_longer_than_the_lease_keeps_its_place(redis):
    async def play():
        one, other, seen = Locks(), Locks(), []
        long = asyncio.create_task(turn(one, "long", seen, 1.5))
        await asyncio.sleep(0.1)
        await asyncio.gather(long, turn(other, "next", seen))
        return seen

    assert asyncio.run(play()) == ["long begins", "long ends", "next begins", "next ends"]


def test_the_place_of_a_dead_server_lapses(redis):
    async def play():
        dead = Locks()
        dead._leave = lambda *_: asyncio.sleep(0)  # a server that is killed gives nothing up
        await turn(dead, "dead", [])
        seen, began = [], time.monotonic()
        await turn(Locks(), "next", seen)
        return seen, time.monotonic() - began

    seen, took = asyncio.run(play())
    assert seen == ["next begins", "next ends"]
    assert 0.3 < took < 2.0


def test_a_turn_given_up_while_it_waits_leaves_the_queue(redis):
    async def play():
        one, other, seen = Locks(), Locks(), []
        long = asyncio.create_task(turn(one, "long", seen, 0.4))
        await asyncio.sleep(0.05)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(turn(other, "late", seen), 0.1)
        await long
        began = time.monotonic()
        await turn(other, "next", seen)
        return seen, time.monotonic() - began

    seen, took = asyncio.run(play())
    assert seen == ["long begins", "long ends", "next begins", "next ends"]
    assert took < 0.3


def test_without_redis_turns_go_on_and_it_is_used_again_when_it_comes_back(redis, caplog):
    async def play():
        store, seen = Locks(), []
        await turn(store, "before", seen)
        redis.stop()
        await turn(store, "without", seen)
        gone = locks.UP._value.get()
        redis.start()
        await asyncio.sleep(0.4)
        await turn(store, "after", seen)
        return seen, gone, locks.UP._value.get()

    seen, gone, back = asyncio.run(play())
    assert [line.split()[0] for line in seen[::2]] == ["before", "without", "after"]
    assert (gone, back) == (0.0, 1.0)
    assert "turns go on without it" in caplog.text


def test_people_do_not_wait_for_each_other(redis):
    async def play():
        store, began = Locks(), time.monotonic()

        async def somebody(place):
            async with store.lock(f"person {place}"):
                await asyncio.sleep(0.2)

        await asyncio.gather(*(somebody(place) for place in range(20)))
        return time.monotonic() - began

    assert asyncio.run(play()) < 1.5
