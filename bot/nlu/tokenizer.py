"""Words of a message as Rasa tokens: the text as written, the phonetic key as lemma."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot import text


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class SpellingTokenizer(Tokenizer):
    """Tokens whose lemma is the phonetic key, so that Devanagari and romanised spellings of a word are one."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The keys that Rasa's tokenizers read."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpellingTokenizer:
        """Builds the component for the graph."""
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens with places in the text as written; a text without words is one token."""
        written = message.get(attribute)
        tokens = [Token(w.text, w.start, w.end, lemma=w.key) for w in text.words(written)]
        return tokens or [Token(written, 0, lemma=written)]
