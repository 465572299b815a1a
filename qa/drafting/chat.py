"""The drafter that lets a chat model write: prompt → model → sentences, as they are written.

Any LangChain chat model will do: strings go in, plain text comes out, and nothing rests on
structured output, stop words or token counts. What the model writes is only proposed: markers
become hints, and nothing here decides what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing

from qa.drafting.calling import Caller
from qa.drafting.models import ChatModel
from qa.drafting.prompt import Prompt, build, rewriting
from qa.drafting.stream import Finish, Parsed, Parser, Restart
from qa.errors import ModelFailed
from qa.records import Draft, DraftSentence, Hit, Question
from qa.text import content_words, stems, words

MOST_SENTENCES = 12
"""A model that has written so many has stopped answering."""
_MOST_REPEATS = 3
_CHARACTERS_PER_TOKEN = 8  # more than any tokenizer averages; ends a server that knows no limit
_QUESTION_WORDS = frozenset("what who whom whose when where why which how".split())
_REFUSAL = re.compile(
    r"(?:i(?:'m| am) sorry,? (?:but )?)?(?:the|these|those|your) (?:\w+ )?"
    r"(?:passages?|documents?|texts?|sources?|context|information)(?: \w+)? "
    r"(?:do|does|did)(?:n't| not) (?:answer|mention|contain|provide|say|specify|state|include)\b"
    r"|i (?:do not|don't|cannot|can't|could not) (?:know|answer|find|say|tell|determine)\b"
    r"|(?:there is )?no (?:answer|information)\b",
    re.IGNORECASE,
)


class ChatDrafter:
    """Drafts with a chat model. Safe to use from several threads."""

    def __init__(self, chat: ChatModel) -> None:
        self.name = chat.name
        self._chat = chat
        self._caller = Caller(chat)

    def stream(self, question: Question, hits: Sequence[Hit]) -> Iterator[DraftSentence | Restart]:
        """The model's sentences as they end; `Restart` takes all before it back.

        Raises ModelFailed if the model fails, also in the middle, or writes nothing of use.
        """
        prompt = build(question, hits, self._chat.prompt_tokens)
        written = 0
        for parsed in self._parsed(prompt):
            if isinstance(parsed, Restart):
                written = 0
                yield parsed
            elif not written and refuses(parsed.text):
                raise ModelFailed("declined", f"the model '{self.name}' found no answer")
            else:
                written += 1
                hints = tuple(prompt.passages[number - 1] for number in parsed.numbers)
                yield DraftSentence(parsed.text, hints, under=parsed.under)
            if written >= MOST_SENTENCES:
                return
        if not written:
            raise ModelFailed("empty", f"the model '{self.name}' wrote no sentence")

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """The same at once."""
        sentences: list[DraftSentence] = []
        for sentence in self.stream(question, hits):
            if isinstance(sentence, Restart):
                sentences.clear()
            else:
                sentences.append(sentence)
        return Draft(tuple(sentences), origin="generated", drafter=self.name)

    def rewrite(self, question: str, history: Sequence[tuple[str, str]]) -> str | None:
        """A follow-up as a question of its own, or None where the model gives no sound one.

        It must keep the words of the follow-up and add only words from the conversation: a
        rewritten question asks nothing new.
        """
        prompt = rewriting(question, history, self._chat.prompt_tokens)
        if prompt is None:
            return None
        try:
            text = "".join(chunk.text for chunk in self._caller.stream(prompt))
        except ModelFailed:
            return None
        return _sound(text, question, history)

    def _parsed(self, prompt: Prompt) -> Iterator[Parsed]:
        parser = Parser(len(prompt.passages))
        finish: Finish = "unknown"
        most = self._chat.answer_tokens * _CHARACTERS_PER_TOKEN
        with closing(self._caller.stream(prompt)) as chunks:
            for chunk in chunks:
                finish = chunk.finish or finish
                most -= len(chunk.text)
                yield from parser.feed(chunk.text)
                if most < 0 or parser.repeats >= _MOST_REPEATS:
                    finish = "length"
                    break
        yield from parser.close(finish)


def refuses(sentence: str) -> bool:
    """Whether a sentence says that there is no answer."""
    return bool(_REFUSAL.match(sentence))


def _asking(question: str) -> frozenset[str]:
    return _QUESTION_WORDS & set(words(question))


def _sound(text: str, question: str, history: Sequence[tuple[str, str]]) -> str | None:
    lines = [line.strip(" \"'*`") for line in re.sub(r"(?s).*</think>", "", text).splitlines()]
    line = next((line for line in lines if line), "")
    line = re.sub(r"^(?:rewritten )?question\W*:\W*", "", line, flags=re.IGNORECASE)
    known = set(words(" ".join([question, *(part for turn in history for part in turn)])))
    foreign = [word for word in content_words(line) if word not in known]
    lost = stems(question) - stems(line) or _asking(question) - _asking(line)
    if not line or len(line) > 2 * len(question) + 200 or foreign or lost:
        return None
    return line
