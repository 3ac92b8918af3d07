"""One person's messages one after another, in the order they came; different people side by side."""

import asyncio

import pytest

from bot.channel.order import InOrder


def test_one_persons_messages_wait_for_one_another():
    async def play():
        order, seen = InOrder(), []

        async def turn(name):
            async with order.of("c"):
                seen.append(f"{name} begins")
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                seen.append(f"{name} ends")

        await asyncio.gather(*(turn(name) for name in "abc"))
        return seen

    assert asyncio.run(play()) == [f"{name} {what}" for name in "abc" for what in ("begins", "ends")]


def test_different_people_do_not_wait():
    async def play():
        order = InOrder()
        both = [asyncio.Event(), asyncio.Event()]

        async def turn(mine, other):
            async with order.of(f"person {mine}"):
                both[mine].set()
                await both[other].wait()

        await asyncio.wait_for(asyncio.gather(turn(0, 1), turn(1, 0)), 1)

    asyncio.run(play())


def test_a_turn_that_breaks_or_is_given_up_lets_the_next_one_in():
    async def play():
        order = InOrder()

        async def broken():
            async with order.of("c"):
                raise LookupError

        async def endless():
            async with order.of("c"):
                await asyncio.sleep(60)

        with pytest.raises(LookupError):
            await broken()
        first, second = asyncio.ensure_future(endless()), asyncio.ensure_future(endless())
        await asyncio.sleep(0)
        second.cancel()
        first.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
        async with order.of("c"):
            return True

    assert asyncio.run(asyncio.wait_for(play(), 1))


def test_who_has_nothing_waiting_is_forgotten():
    async def play():
        order = InOrder()
        for i in range(100):
            async with order.of(f"person {i}"):
                pass
        return len(order._locks), len(order._waiting)

    assert asyncio.run(play()) == (0, 0)
