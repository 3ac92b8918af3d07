"""The conversations of tests/test_stories.yml through the trained model: intent of each message, action that follows.

Rasa's own `rasa test core --e2e` also compares entities, which these stories leave open; hence this small player.
"""

import asyncio

import pytest

from bot.ops.environment import ROOT
from bot.spelling import read_yaml

STORIES = read_yaml(ROOT / "tests" / "test_stories.yml")["stories"]


@pytest.fixture(scope="session")
def agent(model):
    from rasa.core.agent import Agent

    return Agent.load(str(model))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story["story"])
def test_story(agent, story):
    from rasa.shared.core.events import ActionExecuted, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker

    tracker = DialogueStateTracker("story", agent.domain.slots)
    tracker.update(ActionExecuted("action_listen"))
    for step in story["steps"]:
        if "user" in step:
            parsed = asyncio.run(agent.parse_message(step["user"]))
            assert parsed["intent"]["name"] == step["intent"], step["user"]
            tracker.update(UserUttered(step["user"], parsed["intent"], parsed["entities"], parsed), agent.domain)
        else:
            prediction = agent.processor.predict_next_with_tracker_if_should(tracker)[1]
            predicted = agent.domain.action_names_or_texts[prediction.max_confidence_index]
            assert predicted == step["action"]
            tracker.update(ActionExecuted(predicted), agent.domain)
            tracker.update(ActionExecuted("action_listen"), agent.domain)
