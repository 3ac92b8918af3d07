"""One person's messages one after another, in the order they came; different people side by side."""

import asyncio

import pytest

from bot.channel.order import InOrder


def test_one_persons_messages_wait_for_one_another():
    async def play():
        order, seen = InOrder(), []

        async def turn(name):
            with order.place("c") as mine:
                await asyncio.sleep(0.01 if name == "a" else 0)
                await mine.wait()
                seen.append(f"{name} begins")
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
            with order.place(f"person {mine}") as place:
                await place.wait()
                both[mine].set()
                await both[other].wait()

        await asyncio.wait_for(asyncio.gather(turn(0, 1), turn(1, 0)), 1)

    asyncio.run(play())


def test_a_turn_that_breaks_or_is_given_up_lets_the_next_one_in():
    async def play():
        order = InOrder()

        async def broken():
            with order.place("c"):
                raise LookupError

        async def endless():
            with order.place("c"):
                await asyncio.sleep(60)

        with pytest.raises(LookupError):
            await broken()
        first, second = asyncio.ensure_future(endless()), asyncio.ensure_future(endless())
        await asyncio.sleep(0)
        second.cancel()
        first.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
        with order.place("c") as mine:
            await mine.wait()
            return True

    assert asyncio.run(asyncio.wait_for(play(), 1))


def test_who_has_nothing_waiting_is_forgotten():
    async def play():
        order = InOrder()
        for i in range(100):
            with order.place(f"person {i}"):
                pass
        return len(order._queues)

    assert asyncio.run(play()) == 0
