"""One server before the database: desk, inbox, and a stand-in for Rasa that can be slow or fail."""

import asyncio
import json
import time

from sqlalchemy.exc import OperationalError

from bot.channel.desk import Desk
from bot.channel.incoming import Incoming
from bot.channel.turn import Turns
from bot.store.inbox import Inbox
from bot.store.tables import conversations


def message(text="pet dard hai mujhe", sid="SM1", person="c", channel="whatsapp", token=None):
    return Incoming(channel, person, text, sid, "text", token)


class Assistant:
    """In place of Rasa: says ``reply`` after ``seconds`` and keeps the conversation as Rasa would."""

    def __init__(self, engine, reply="call 104", seconds=0.0, intent="report_symptoms", response="utter_x"):
        self.engine, self.reply, self.seconds, self.intent, self.response = engine, reply, seconds, intent, response
        self.heard, self.at_once, self.most_at_once, self.fails = [], {}, {}, None

    async def __call__(self, user_message):
        person = user_message.sender_id
        self.at_once[person] = self.at_once.get(person, 0) + 1
        self.most_at_once[person] = max(self.most_at_once.get(person, 0), self.at_once[person])
        self.heard.append(user_message.text)
        try:
            await asyncio.sleep(self.seconds)
            if self.fails:
                raise self.fails
            noted = {"utter_action": self.response, "heard": {"intent": self.intent, "form": "hi-Latn"}}
            await user_message.output_channel.send_response(person, {"text": self.reply, **noted})
            self.keep(person, user_message.message_id, user_message.text)
        finally:
            self.at_once[person] -= 1

    def keep(self, person, sid, text):
        events = [{"event": "user", "text": text, "message_id": sid},
                  {"event": "bot", "text": self.reply, "metadata": {"utter_action": self.response}}]  # fmt: skip
        with self.engine.begin() as connection:
            connection.execute(conversations.delete().where(conversations.c.conversation == person))
            tracker = json.dumps({"slots": {}, "events": events})
            connection.execute(conversations.insert().values(conversation=person, tracker=tracker, seen_at=time.time()))


class Broken(Inbox):
    """An inbox whose database can be away, or slow."""

    away, seconds = False, 0.0

    def _meet(self):
        time.sleep(self.seconds)
        if self.away:
            raise OperationalError("x", {}, Exception("away"))

    def claim(self, *values):
        self._meet()
        return super().claim(*values)

    def finish(self, *values):
        self._meet()
        return super().finish(*values)

    def answered_elsewhere(self, *values):
        self._meet()
        return super().answered_elsewhere(*values)

    def silence(self, *values):
        self._meet()
        return super().silence(*values)


class Server:
    """One server: desk, inbox, assistant."""

    def __init__(self, engine, name="one", deadline=2.0, room=64, limits=None, **assistant):
        self.inbox = Broken(engine, name, limits)
        self.assistant = Assistant(engine, **assistant)
        self.desk = Desk(self.inbox, Turns(self.assistant, engine), deadline, room)

    async def gets(self, *messages):
        return await asyncio.gather(*(self.desk.answer(each) for each in messages))


def play(story):
    return asyncio.run(asyncio.wait_for(story(), 20))
