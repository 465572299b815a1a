"""The builders of training examples: what they make must be true to its label, and repeatable."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from training.claims import (
    changed_number,
    changed_polarity,
    changed_word,
    from_question,
    from_sentence,
    reordered,
    swapped_roles,
    truncated,
    wrong_voice,
)
from training.examples import QaExample, SupportExample, read_examples, write_examples
from training.prepare import is_held_out, made_questions
from training.sources import MEASURED_ARTICLES, WRITTEN, read_squad
from training.text import names, number_spans, sentences
from training.train import mix
from training.unanswerable import (
    closest_passages,
    single_sentences,
    swapped_entity,
    turned_round,
    without_phrase,
    without_sentence,
)

FIRST = (
    "The observatory was founded by Ada Quill in 1871. Its first telescope came from Bremen. "
    "In 1902, Quill sold the observatory to the city of Delft."
)
SECOND = "The observatory moved to Malta in 1931 after Ivo Brand gave it land. It has 14 domes."


def asked(question: str, answer: str, passage: str = FIRST) -> QaExample:
    """An answered question about the observatory."""
    start = passage.index(answer)
    return QaExample("squad1.1", "Observatory", question, passage, ((start, start + len(answer)),))


def test_sentences_names_and_numbers() -> None:
    assert sentences(FIRST)[1] == "Its first telescope came from Bremen."
    assert names(FIRST) == ["Ada Quill", "Bremen", "Quill", "Delft"]
    assert [FIRST[s:e] for s, e in number_spans(FIRST)] == ["1871", "1902"]


def test_one_word_is_changed_and_nothing_else() -> None:
    rng = random.Random(1)
    source = "The first telescope came from Bremen and was installed by Ada Quill."
    others = ["It was founded there.", "The rooms were painted white."]
    changed = {changed_word(source, others, rng) for _ in range(40)}
    assert "The last telescope came from Bremen and was installed by Ada Quill." in changed
    assert None not in changed
    for claim in changed:
        assert claim is not None
        pairs = zip(claim.split(), source.split(), strict=True)
        ((new, old),) = [pair for pair in pairs if pair[0] != pair[1]]
        assert old.islower()
        assert new in ("last", "founded", "painted")
    assert changed_word("Ada Quill.", others, rng) is None


def test_weights_are_mixed_between_start_and_end(tmp_path: Path) -> None:
    start, end = tmp_path / "start.safetensors", tmp_path / "end.safetensors"
    save_file({"w": torch.tensor([0.0, 4.0])}, start)
    save_file({"w": torch.tensor([2.0, 8.0])}, end)
    mix(start, end, 0.25)
    assert load_file(end)["w"].tolist() == [1.5, 7.0]
    assert load_file(start)["w"].tolist() == [0.0, 4.0]


def test_a_look_alike_passage_holds_no_answer() -> None:
    question = asked("When was the observatory founded?", "1871")
    assert closest_passages(question, [FIRST, SECOND, SECOND + " Since 1871."], 4) == [SECOND]


def test_a_swapped_entity_is_of_the_same_kind_and_not_the_answer() -> None:
    for seed in range(20):
        made = swapped_entity(
            asked("What did Ada Quill found in 1871?", "observatory"),
            [FIRST, SECOND],
            random.Random(seed),
        )
        assert made is not None
        assert made.spans == ()
        assert made.question != "What did Ada Quill found in 1871?"
        assert "observatory" not in made.question.lower()


def test_a_question_is_turned_round() -> None:
    turned = {
        "Where did its first telescope come from?": "Where did its last telescope come from?",
        "When was the house founded?": "When was not the house founded?",
    }
    for question, expected in turned.items():
        made = turned_round(asked(question, "Bremen"), random.Random(1))
        assert made is not None
        assert made.question == expected


def test_single_sentences_keep_offsets() -> None:
    made = single_sentences(asked("Where did the telescope come from?", "Bremen"), random.Random(1))
    with_answer = [e for e in made if e.spans]
    assert [e.passage[s:t] for e in with_answer for s, t in e.spans] == ["Bremen"]
    assert all("Bremen" not in e.passage for e in made if not e.spans)


def test_a_passage_without_the_sentence_that_answers() -> None:
    nothing_left_about_it = asked("Where did the telescope come from?", "Bremen")
    assert without_sentence(nothing_left_about_it) is None
    made = without_sentence(asked("When was the observatory founded?", "1871"))
    assert made is not None
    assert made.spans == ()
    assert made.passage == (
        "Its first telescope came from Bremen. "
        "In 1902, Quill sold the observatory to the city of Delft."
    )


def test_a_passage_without_the_phrase_that_answers() -> None:
    left = {
        ("When was the observatory founded?", "1871"): "founded by Ada Quill. Its first",
        ("When did Quill sell the observatory?", "1902"): "Bremen. Quill sold the observatory",
        ("Where did the telescope come from?", "Bremen"): "telescope came. In 1902, Quill",
        ("To whom was it sold?", "city of Delft"): "Quill sold the observatory.",
    }
    for (question, answer), expected in left.items():
        made = without_phrase(asked(question, answer))
        assert made is not None
        assert made.spans == ()
        assert expected in made.passage
        assert answer not in made.passage
    told_twice = asked("Who founded the observatory?", "Ada Quill")
    assert without_phrase(told_twice) is None
    listed = "It was moved to Malta, Rome and Delft in 1931."
    assert without_phrase(asked("Where was it moved to?", "Malta", listed)) is None


def test_true_and_false_claims() -> None:
    rng = random.Random(3)
    sentence = "Ada Quill founded the Observatory."
    assert reordered(sentence, rng) == "The Observatory was founded by Ada Quill."
    assert wrong_voice(sentence) == "Ada Quill was founded by the Observatory."
    assert swapped_roles("Quill sold land to Brand.", rng) == "Brand sold land to Quill."
    assert swapped_roles("Quill and Brand met.", rng) is None
    assert truncated("The dome (of copper) fell.", rng) is not None
    assert changed_polarity("It was not open.", rng) == "It was open."
    assert changed_number("It has 14 domes.", rng) not in (None, "It has 14 domes.")


def test_claims_of_a_sentence_carry_their_labels() -> None:
    made = from_sentence(FIRST.split(". ")[0] + ".", [SECOND], "Observatory", random.Random(3))
    labels = {example.source: example.label for example in made}
    assert labels["made+true"] == "supported"
    assert labels["made+roles"] == labels["made+changed"] == "contradicted"
    assert all(e.claim != e.evidence for e in made if e.label != "supported")


def test_a_subject_question_becomes_claims() -> None:
    passage = "Obama instructed Eric Holder to act."
    question = QaExample("qamr", "q", "Who instructed Eric Holder?", passage, ((0, 5),))
    made = from_question(question, random.Random(3))
    assert made[0].claim == "Obama instructed Eric Holder."
    assert made[0].label == "supported"
    assert all(example.label == "contradicted" for example in made[1:])


def test_examples_survive_the_file_and_building_repeats(tmp_path: Path) -> None:
    questions = [asked("When was the observatory founded by Ada Quill?", "1871")] * 5
    made = [list(made_questions(questions, random.Random(5))) for _ in range(2)]
    assert made[0] == made[1]
    claim = SupportExample("fm2", "g", "A claim.", "Evidence.", "neither")
    rows = [*questions, *made[0], claim]
    assert write_examples(tmp_path / "rows.jsonl", rows) == len(rows)
    assert list(read_examples(tmp_path / "rows.jsonl")) == rows


def test_made_questions_are_the_same_in_every_process() -> None:
    """Words come out of sets in another order wherever texts are hashed with another seed."""
    code = (
        "import random; from training.examples import QaExample;"
        "from training.prepare import made_questions;"
        "q = QaExample('squad1.1', 'Cars', 'When did Honda, Mazda and Volvo sell to Delft or"
        " Malta?', 'Honda, Mazda, Volvo, Delft, Malta and Lotus sold it in 1981.', ((52, 59),));"
        "print(list(made_questions([q] * 40, random.Random(5))))"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(made) == 1
    assert "swap" in made.pop()


def test_squad_is_read_as_published_and_what_is_measured_stays_out(tmp_path: Path) -> None:
    answered = {
        "id": "1",
        "question": " When was the observatory founded? ",
        "answers": [{"text": "1871", "answer_start": FIRST.index("1871")}],
        "is_impossible": False,
    }
    unanswerable = {
        "id": "2",
        "question": "When was the observatory closed?",
        "answers": [],
        "plausible_answers": [{"text": "1902", "answer_start": FIRST.index("1902")}],
        "is_impossible": True,
    }
    paragraphs = [{"context": FIRST, "qas": [answered, unanswerable]}]
    titles = ["Observatory", *sorted(MEASURED_ARTICLES)]
    squad = {"version": "v2.0", "data": [{"title": t, "paragraphs": paragraphs} for t in titles]}
    (tmp_path / "train-v2.0.json").write_text(json.dumps(squad), encoding="utf-8")
    first, second = read_squad(tmp_path / "train-v2.0.json")
    assert first.source == "squad2.0"
    assert first.question == "When was the observatory founded?"
    assert [first.passage[s:e] for s, e in first.spans] == ["1871"]
    assert (second.source, second.spans, second.group) == (WRITTEN, (), "Observatory")


def test_named_articles_are_held_out() -> None:
    example = asked("When?", "1871")
    assert not is_held_out(example)
    assert is_held_out(QaExample("squad2.0", "Normans", "When?", FIRST, ()))
