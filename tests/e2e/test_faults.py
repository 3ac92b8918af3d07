"""What a person gets, and what log and metrics say, when PostgreSQL or Redis is gone, refuses, is full or is slow."""

import asyncio
import re
import threading
import time
import urllib.request
from contextlib import contextmanager

import pytest
import redis
from sqlalchemy import create_engine, text

from bot.ops.run import answers
from bot.ops.scale.programs import Redis
from bot.ops.storm.databases import Postgres
from bot.ops.talk import form_of
from bot.settings import read
from tests.conftest import free_port, start, stop
from tests.e2e.test_webhook import answer, post

pytestmark = pytest.mark.heavy
TEXT = "pet dard hai, sehore"
HANG_UP = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND backend_type LIKE 'client%'"
)
HEALS = 20.0
"""Seconds within which the assistant answers again once a fault has ended."""


class Proxy:
    """Passes connections on to PostgreSQL; each piece from the server may come ``delay`` seconds late."""

    def __init__(self, target):
        self.port, self.target, self.delay = free_port(), target, 0.0
        self.loop = asyncio.new_event_loop()
        self.loop.run_until_complete(asyncio.start_server(self.serve, "127.0.0.1", self.port))
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    async def serve(self, reader, writer):
        try:
            there = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self.copy(reader, there[1], late=False), self.copy(there[0], writer, late=True))

    async def copy(self, reader, writer, late):
        try:
            while piece := await reader.read(65536):
                if late and self.delay:
                    await asyncio.sleep(self.delay)
                writer.write(piece)
                await writer.drain()
        except OSError:
            pass
        writer.close()


class World:
    """The servers, their database and Redis, and what log and metrics say."""

    def __init__(self, settings, postgres, queue, proxy, log, metrics):
        self.settings, self.postgres, self.redis, self.proxy = settings, postgres, queue, proxy
        self.log, self.metrics = log, f"http://127.0.0.1:{metrics}/metrics"
        self.number = 0

    def form(self):
        self.number += 1
        return form_of(TEXT, "whatsapp", f"+9170000{self.number:05d}")

    def ask(self):
        return answer(self.settings, self.form())

    def metric(self, name):
        page = urllib.request.urlopen(self.metrics, timeout=10).read().decode()
        return sum(float(line.split()[-1]) for line in page.splitlines() if re.match(rf"{name}[ {{]", line))

    def heals(self):
        deadline = time.monotonic() + HEALS
        while "sehore" not in self.ask().lower():
            assert time.monotonic() < deadline, self.log.read_text()[-2000:]
            time.sleep(0.5)

    def sql(self, *statements):
        engine = create_engine(self.postgres.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()

    @contextmanager
    def logs(self, pattern):
        """Something that matches is logged inside the block."""
        begin = len(self.log.read_text())
        yield
        deadline = time.monotonic() + 10
        while not re.search(pattern, self.log.read_text()[begin:]):
            assert time.monotonic() < deadline, self.log.read_text()[begin:][-2000:]
            time.sleep(0.2)


@pytest.fixture(scope="module")
def world(services, environment, model, tmp_path_factory):
    """Started while neither PostgreSQL nor Redis is there."""
    folder = tmp_path_factory.mktemp("faults")
    folder.chmod(0o711)
    postgres, queue, metrics = Postgres(), Redis(folder), free_port()
    proxy = Proxy(int(re.search(r":(\d+)/", postgres.url)[1]))
    env = {**environment, "PORT": str(free_port()), "ACTION_PORT": str(free_port()), "METRICS_PORT": str(metrics),
           "REDIS_URL": queue.url, "DEADLINE": "8",
           "DATABASE_URL": postgres.url.replace(str(proxy.target), str(proxy.port))}  # fmt: skip
    log = folder / "servers.log"
    settings = read(env)
    with log.open("w") as out:
        servers = [
            start(env, "rasa_sdk", "--actions", "actions", "--port", env["ACTION_PORT"], log=out),
            start(env, "rasa", "run", "--interface", "127.0.0.1", "--port", env["PORT"], "--model", str(model),
                  "--endpoints", "endpoints.yml", "--credentials", "credentials.yml", log=out),
        ]  # fmt: skip
        try:
            deadline = time.monotonic() + 300
            while not (
                answers(f"http://127.0.0.1:{settings.port}/webhooks/twilio/")
                and answers(f"http://127.0.0.1:{settings.action_port}/health")
            ):
                assert time.monotonic() < deadline, log.read_text()[-2000:]
                time.sleep(0.5)
            yield World(settings, postgres, queue, proxy, log, metrics)
        finally:
            for server in servers:
                stop(server)
            queue.stop()
            postgres.close()


def is_safe(reply):
    return "104" in reply and "108" in reply


def test_gone_at_the_start_and_there_later(world):
    assert is_safe(world.ask())
    assert world.metric("sehat_database_up") == 0
    assert "The database cannot be used yet" in world.log.read_text()
    world.postgres.open()
    world.redis.start()
    world.heals()
    assert world.metric("sehat_database_up") == 1


def test_redis_gone_in_mid_run(world):
    world.heals()
    time.sleep(2.5)
    world.redis.stop()
    with world.logs("Redis does not answer"):
        assert "sehore" in world.ask().lower()
    assert world.metric("sehat_redis_up") == 0
    world.redis.start()
    time.sleep(2.5)
    world.ask()
    assert world.metric("sehat_redis_up") == 1


def test_redis_that_refuses_writes(world):
    client = redis.Redis.from_url(world.redis.url)
    client.config_set("maxmemory", "1")
    try:
        with world.logs("Redis does not answer"):
            assert "sehore" in world.ask().lower()
    finally:
        client.config_set("maxmemory", "0")
    time.sleep(2.5)
    world.ask()
    assert world.metric("sehat_redis_up") == 1


def test_postgresql_gone_in_mid_run(world):
    world.heals()
    form = world.form()
    before = world.metric("sehat_database_failures_total")
    with world.logs("The database did not answer"), without_database(world):
        during = answer(world.settings, form)
    assert is_safe(during)
    assert world.metric("sehat_database_failures_total") > before
    world.heals()
    deadline = time.monotonic() + HEALS
    while not kept(world, form["MessageSid"]):
        assert time.monotonic() < deadline
        world.ask()
        time.sleep(0.3)
    assert answer(world.settings, form) == during


def test_a_read_only_database(world):
    name = "ALTER DATABASE postgres SET default_transaction_read_only = {}"
    world.sql(name.format("on"), HANG_UP)
    try:
        with world.logs("ReadOnlySqlTransaction|InternalError|did not answer"):
            assert is_safe(world.ask())
    finally:
        world.sql("SET default_transaction_read_only = off", name.format("off"), HANG_UP)
    world.heals()


def test_a_full_database(world):
    world.sql(
        "CREATE FUNCTION full_disk() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'could not extend file: "
        "No space left on device' USING ERRCODE = '53100'; END $$ LANGUAGE plpgsql",
        *(f"CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION full_disk()"
          for table in ("inbox", "conversations", "turns")),
    )  # fmt: skip
    try:
        with world.logs("The database did not answer"):
            assert is_safe(world.ask())
        assert world.metric("sehat_database_up") == 0
    finally:
        world.sql("DROP FUNCTION full_disk CASCADE")
    world.heals()


def test_a_full_disk_for_conversations_only(world):
    """The turn is answered as ever; what it leaves for the next one is lost, and the log says so."""
    world.sql(
        "CREATE FUNCTION full_disk() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; "
        "END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON conversations EXECUTE FUNCTION full_disk()",
    )
    try:
        with world.logs("A conversation could not be kept"):
            assert "sehore" in world.ask().lower()
    finally:
        world.sql("DROP FUNCTION full_disk CASCADE")


def test_a_slow_database(world):
    """200 ms for each statement: a slow answer, or the safe one; in time either way."""
    world.heals()
    world.proxy.delay = 0.2
    try:
        began = time.monotonic()
        reply = world.ask()
        took = time.monotonic() - began
    finally:
        world.proxy.delay = 0.0
    assert "104" in reply or "esanjeevani" in reply
    assert took < 13
    world.heals()


def test_a_wrong_signature_is_refused_whatever_is_broken(world):
    world.redis.stop()
    try:
        assert post(world.settings, world.form(), "forged")[0] == 403
    finally:
        world.redis.start()


@contextmanager
def without_database(world):
    """Nobody gets through to PostgreSQL."""
    target, world.proxy.target = world.proxy.target, 1
    world.sql(HANG_UP)
    try:
        yield
    finally:
        world.proxy.target = target


def kept(world, message):
    engine = create_engine(world.postgres.url)
    with engine.connect() as connection:
        asked = text("SELECT count(*) FROM inbox WHERE message = :m AND reply IS NOT NULL")
        found = connection.execute(asked, {"m": message}).scalar()
    engine.dispose()
    return found
