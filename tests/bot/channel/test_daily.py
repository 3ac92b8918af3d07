"""The daily job: at the start and each night, whatever ails the database, as long as the server runs."""

import asyncio
import time
from datetime import datetime, timedelta, timezone

import pytest
from sanic import Blueprint, Sanic

from bot.channel import daily
from bot.channel.daily import AGAIN, purge_daily, purge_now, until_night
from bot.store.engine import engine_for
from bot.store.tables import conversations, metadata
from tests.conftest import free_port

INDIA = timezone(timedelta(hours=5, minutes=30))


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/daily.db"


def add(url, days_ago):
    with engine_for(url).begin() as connection:
        at = time.time() - days_ago * 24 * 3600
        connection.execute(conversations.insert().values(conversation=f"{days_ago}", tracker="{}", seen_at=at))


def left(url):
    with engine_for(url).connect() as connection:
        return {row.conversation for row in connection.execute(conversations.select())}


@pytest.mark.parametrize("hour", [0, 2.9, 3.1, 12, 23.9])
def test_the_night_is_three_in_the_morning_in_india(hour):
    now = datetime(2026, 11, 23, tzinfo=INDIA) + timedelta(hours=hour)
    then = now + timedelta(seconds=until_night(now.timestamp()))
    assert (then.hour, then.minute) == (3, 0)
    assert timedelta() < then - now <= timedelta(days=1)


def test_at_three_sharp_the_next_night_is_meant():
    assert until_night(datetime(2026, 11, 23, 3, tzinfo=INDIA).timestamp()) == 24 * 3600


def test_old_data_goes_and_the_next_time_is_the_night(url):
    metadata.create_all(engine_for(url))
    add(url, 31)
    add(url, 29)
    wait = asyncio.run(purge_now(engine_for(url), 30))
    assert left(url) == {"29"}
    assert abs(wait - until_night(time.time())) < 60


def test_a_database_that_is_away_is_tried_again_soon(tmp_path, caplog):
    away = engine_for(f"sqlite:///{tmp_path}/folder/daily.db")
    (tmp_path / "folder").rmdir()
    assert asyncio.run(purge_now(away, 30)) == AGAIN
    assert "could not be deleted" in caplog.text
    (tmp_path / "folder").mkdir()
    assert asyncio.run(purge_now(away, 30)) > AGAIN, "tables that were missing are made"


def test_the_server_purges_when_it_starts_again_and_again_until_it_stops(url, monkeypatch):
    async def serve():
        app, routes = Sanic("daily-test"), Blueprint("daily_test")
        routes.add_route(lambda request: None, "/")
        purge_daily(routes, url, 30)
        app.blueprint(routes)
        server = await app.create_server(port=free_port(), return_asyncio_server=True)
        await server.startup()
        await server.after_start()
        await until(lambda: left(url) == {"29"})
        add(url, 32)
        await until(lambda: left(url) == {"29"})
        await server.before_stop()
        await asyncio.sleep(0)
        return app.ctx.purging.cancelled()

    async def until(done):
        while not done():
            await asyncio.sleep(0.02)

    monkeypatch.setattr(daily, "until_night", lambda _: 0.1)
    monkeypatch.setattr("sanic.app.TouchUp.run", lambda app: None)  # rewrites Sanic once for each process only
    metadata.create_all(engine_for(url))
    add(url, 31)
    add(url, 29)
    assert asyncio.run(asyncio.wait_for(serve(), 20))
