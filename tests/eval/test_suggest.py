"""Drafted gold questions: the rules, the round trip by the real reader, near misses, decisions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from eval.checks import check
from eval.cli import cli
from eval.errors import GoldError
from eval.gold import GoldQuestion, load
from eval.rows import gold_to_dict
from eval.suggest import sources, terminal
from eval.suggest.chat import candidates as written
from eval.suggest.drafting import Suggester, key_of
from eval.suggest.english import main_verb
from eval.suggest.ledger import Ledger
from eval.suggest.questions import drafts, reads_as_question
from qa.drafting.models import load_model
from qa.page import feedback
from qa.page.sessions import Turn
from qa.reader import Reader
from qa.records import Answer, Citation, Claim, Document
from tests.scripted import Scripted

HARBOUR = (
    "Marta Velasco founded the Harbour Trust in Lisbon. The Harbour Trust is a charity that "
    "repairs wooden boats. In 1987, Marta Velasco bought 14 old ferries. The Harbour Trust paid "
    "$3.5 million for the Belem Dock in 1994."
)
MUSEUM = (
    "Karl Brandt painted 62 portraits of sailors. Karl Brandt was born in Hamburg. The Nordsee "
    "Museum was opened by Queen Ingrid in May 1931. The Nordsee Museum holds a collection of maps."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("suggest") / "corpus"
    path.mkdir()
    (path / "harbour.txt").write_text(HARBOUR)
    (path / "museum.txt").write_text(MUSEUM)
    return path


@pytest.fixture(scope="module")
def documents(folder: Path) -> dict[str, Document]:
    return sources.documents_of(folder)


@pytest.fixture(scope="module")
def suggester(documents: dict[str, Document], reader: Reader) -> Suggester:
    return Suggester(documents, reader)


@pytest.fixture(scope="module")
def found(suggester: Suggester) -> list[GoldQuestion]:
    return list(islice(suggester.candidates(set()), 9))


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("Ada wrote 12 letters to Bob in 1843.", "When did Ada write 12 letters to Bob?", "1843"),
        ("Ada wrote 12 letters to Bob in 1843.", "How many letters did Ada write to Bob in 1843?",
         "12"),
        ("Ada wrote 12 letters to Bob in 1843.", "Who wrote 12 letters to Bob in 1843?", "Ada"),
        ("The tower of Brill is 40 metres tall.", "How tall is the tower of Brill?", "40 metres"),
        ("The market of Arlen sells cheese and wool.", "What does the market of Arlen sell?",
         "cheese and wool"),
        ("Exports of Wool fell 12% in March.", "How much did Exports of Wool fall in March?",
         "12%"),
        ("The bridge of Arlen was built by Hugo Marsh in 1566.",
         "Who was the bridge of Arlen built by in 1566?", "Hugo Marsh"),
        ("Marta Velasco founded the Harbour Trust in Lisbon.",
         "Where did Marta Velasco found the Harbour Trust?", "Lisbon"),
        ("In 1987, Marta Velasco bought 14 old ferries.",
         "How many old ferries did Marta Velasco buy in 1987?", "14"),
        ("In 1987, Marta Velasco bought 14 old ferries.",
         "When did Marta Velasco buy 14 old ferries?", "1987"),
        ("The Harbour Trust is a charity that repairs boats.", "What is the Harbour Trust?",
         "a charity that repairs boats"),
        ("It is run by the World Health Organization (WHO).", "What does WHO stand for?",
         "the World Health Organization"),
        ("Lichen: A plant-like organism made of a fungus and an alga.", "What is Lichen?",
         "A plant-like organism made of a fungus and an alga"),
        ("The Nordsee Trust paid $3.5 million for the dock.",
         "How much did the Nordsee Trust pay for the dock?", "$3.5 million"),
    ],
)  # fmt: skip
def test_a_rule(sentence: str, question: str, answer: str) -> None:
    made = {
        q: sentence[slice(*draft.answer)] for draft in drafts(sentence) for q in draft.questions
    }
    assert made.get(question) == answer


@pytest.mark.parametrize(
    "sentence",
    [
        "It was built in 1566.",
        "The letters posted in 1850 were lost.",
        "When Ada left, she wrote 12 letters.",
        "They sold the mill to Bob in 1843.",
        "Read more at https://example.org in 2024.",
        "Comments",
        "",
    ],
)
def test_what_cannot_be_understood_alone_gives_no_question(sentence: str) -> None:
    assert drafts(sentence) == ()


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("sold", ("did", "sell")), ("committed", ("did", "commit")), ("hoped", ("did", "hope")),
        ("opened", ("did", "open")), ("carried", ("did", "carry")), ("sells", ("does", "sell")),
        ("announced", ("did", "announce")), ("reaches", ("does", "reach")), ("hundred", None),
        ("towers", None), ("red", None),
    ],
)  # fmt: skip
def test_the_base_of_a_verb(word: str, found: tuple[str, str] | None) -> None:
    assert main_verb(word) == found


def test_what_reads_as_a_question() -> None:
    assert reads_as_question("When was the bridge of Arlen built?")
    for text in ("When was it built?", "The bridge of Arlen was built", "When was?",
                 "Who came. Who went to Arlen?"):  # fmt: skip
        assert not reads_as_question(text)


def test_candidates_come_back_from_the_reader_and_pass_the_check(
    found: list[GoldQuestion], documents: dict[str, Document], suggester: Suggester
) -> None:
    answerable = [each for each in found if each.answerable]
    assert len(answerable) >= 4
    assert [str(problem) for problem in check(found, documents)] == []
    for each in answerable:
        ((span,),) = each.evidence
        (passage,) = (p for p in suggester.passages if p.document_id == span.document_id)
        assert (span.start, span.end) in passage.sentences
        (reading,) = suggester._reader.read(each.question, [passage.text])
        said = passage.text[reading.spans[0].start : reading.spans[0].end]
        assert said in each.answers[0]


def test_near_misses_ask_what_no_sentence_holds(
    found: list[GoldQuestion], documents: dict[str, Document], suggester: Suggester
) -> None:
    missed = [each for each in found if not each.answerable]
    assert missed
    for each in missed:
        (near,) = each.near
        assert documents[near.document_id].text[near.start : near.end].endswith(".")
        probability = suggester.answerable(each.question, *suggester.passages)
        assert suggester.is_unanswerable(probability)
        assert each.type == "near miss"


def test_the_same_documents_give_the_same_and_nothing_that_was_decided(
    found: list[GoldQuestion], suggester: Suggester
) -> None:
    assert next(suggester.candidates(set())) == found[0]
    decided = {key_of(found[0].question)}
    assert next(suggester.candidates(decided)).question != found[0].question


def test_an_answer_elsewhere_does_not_come_back(suggester: Suggester) -> None:
    passage = next(p for p in suggester.passages if p.document_id == "harbour.txt")
    question, at = "Where did Marta Velasco found the Harbour Trust?", HARBOUR.index("Lisbon")
    kept = suggester.round_trip(question, passage, (at, at + len("Lisbon")))
    assert kept is not None
    assert kept[1] == "Lisbon"
    other = HARBOUR.index("14")
    assert suggester.round_trip(question, passage, (other, other + 2)) is None


def test_a_chat_model_passes_the_same_test(suggester: Suggester) -> None:
    def script(prompt: str) -> list[str]:
        if "Velasco" not in prompt:
            return ["I would rather not."]
        return [
            "Q: Where did Marta Velasco found the Harbour Trust? | Lisbon\n"
            "Q: Where did Marta Velasco found the Harbour Trust in the end? | Madrid\n"
            "Q: When did she buy them? | 1987\n"
            "N: What colour did Karl Brandt's cousin paint the lighthouse of Riga?\n"
        ]

    model = Scripted(script=script)
    made = list(written(suggester, load_model(model), set()))
    assert [each.question for each in made if each.answerable] == [
        "Where did Marta Velasco found the Harbour Trust?"
    ]
    assert all("Riga" in each.question for each in made if not each.answerable)
    assert "<passage>" in model.prompts[0]
    decided = {key_of(each.question) for each in made}
    assert list(written(suggester, load_model(model), decided)) == []


def offered(documents: dict[str, Document], *given: GoldQuestion) -> Iterator[GoldQuestion]:
    return sources.candidates(documents, given, None, set(), click.echo)


def question_of(name: str, start: int, end: int, **fields: object) -> GoldQuestion:
    values = {
        "id": name, "type": "simple", "question": f"Who is {name} of Lisbon?", "answerable": True,
        "answers": [["Marta Velasco"]],
        "evidence": [{"document_id": "harbour.txt", "start": start, "end": end}],
    }  # fmt: skip
    from eval.gold import parse

    return parse({**values, **fields})


GOOD, OTHER = question_of("Anna", 0, 50), question_of("Berta", 0, 50)
OUTSIDE = question_of("Clara", 0, 5_000)


def review(path: Path, documents: dict[str, Document], keys: str, *given: GoldQuestion) -> str:
    ledger = Ledger(path)

    @click.command()
    def command() -> None:
        terminal.review(given, documents, ledger)

    result = CliRunner().invoke(command, input=keys)
    assert result.exit_code == 0, result.output
    return result.output


def test_decisions_are_kept_and_not_asked_again(
    tmp_path: Path, documents: dict[str, Document]
) -> None:
    path = tmp_path / "own" / "gold.jsonl"
    output = review(path, documents, "a\nr\n", GOOD, OTHER)
    assert "Marta Velasco founded the Harbour Trust in Lisbon." in output
    assert "1 accepted" in output
    assert load(path) == (GOOD,)
    assert load(path.with_suffix(".rejected.jsonl")) == (OTHER,)
    ledger = Ledger(path)
    assert key_of(GOOD.question) in ledger.decided
    assert key_of(OTHER.question) in ledger.decided
    again = sources.candidates(documents, (GOOD, OTHER), None, ledger.decided, click.echo)
    assert not {GOOD.question, OTHER.question} & {each.question for each in islice(again, 2)}


def test_an_edit_and_a_question_without_answer(
    tmp_path: Path, documents: dict[str, Document]
) -> None:
    path = tmp_path / "gold.jsonl"
    review(path, documents, "e\nWho founded the Trust?\na\nd\n", GOOD, OTHER)
    edited, unanswered = load(path)
    assert edited.question == "Who founded the Trust?"
    assert edited.evidence == GOOD.evidence
    assert not unanswered.answerable
    assert unanswered.near == OTHER.spans
    assert key_of(GOOD.question) in Ledger(path).decided


@pytest.mark.parametrize("keys", ["a\n", "a\nq\n", "a\ns\n"])
def test_stopping_at_any_time_loses_nothing(
    keys: str, tmp_path: Path, documents: dict[str, Document]
) -> None:
    path = tmp_path / "gold.jsonl"
    assert "1 accepted" in review(path, documents, keys, GOOD, OTHER)
    assert load(path) == (GOOD,)
    assert Ledger(path).decided == {key_of(GOOD.question)}


def test_ctrl_c_while_a_candidate_is_drafted(
    tmp_path: Path, documents: dict[str, Document]
) -> None:
    def interrupted() -> Iterator[GoldQuestion]:
        yield GOOD
        raise KeyboardInterrupt

    ledger = Ledger(tmp_path / "gold.jsonl")

    @click.command()
    def command() -> None:
        terminal.review(interrupted(), documents, ledger)

    result = CliRunner().invoke(command, input="a\n")
    assert result.exit_code == 0
    assert load(ledger.path) == (GOOD,)


def test_a_file_of_ones_own_is_added_to_and_never_changed(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    mine = json.dumps(gold_to_dict(GOOD), indent=None)
    path.write_text(mine)  # without a line break at its end
    ledger = Ledger(path)
    ledger.accept(question_of("Anna", 0, 50, question="Who lives in Lisbon?"))
    assert path.read_text().startswith(f"{mine}\n")
    assert [each.id for each in load(path)] == ["Anna", "Anna-2"]
    path.write_text("{")
    with pytest.raises(GoldError, match="line 1"):
        Ledger(path)


def test_control_characters_of_a_document_stay_out_of_the_terminal() -> None:
    source = Document("a.txt", "a", "Ada\x1b[2J wrote\x07 letters.", "0" * 64)
    asked = question_of("x", 0, 20, evidence=[{"document_id": "a.txt", "start": 0, "end": 20}])
    text = click.unstyle(terminal.shown(asked, {"a.txt": source}))
    assert "\x1b" not in text
    assert "\x07" not in text


def test_the_pages_thumbs_come_first_and_unsound_ones_are_named(
    tmp_path: Path, documents: dict[str, Document], capsys: pytest.CaptureFixture[str]
) -> None:
    cited = Citation.of(documents["harbour.txt"], 0, 50)
    said = Answer("Who founded it?", "answered", (Claim(cited.quote, (cited,), "supported"),))
    feedback.store(tmp_path / feedback.FILE, Turn("Who founded it?", answer=said), "up")
    given = sources.feedback_of(tmp_path / feedback.FILE)
    assert next(offered(documents, *given)).type == "thumbs-up extractive"
    first = next(offered(documents, OUTSIDE, GOOD))
    assert first == GOOD
    assert "left out: Clara: [0, 5000) lies outside 'harbour.txt'" in capsys.readouterr().out


def test_the_command_prints_candidates_where_nobody_can_decide(
    folder: Path, tmp_path: Path
) -> None:
    arguments = ["suggest", "--corpus", f"{folder}", "--out", f"{tmp_path}/gold.jsonl"]
    result = CliRunner().invoke(cli, [*arguments, "--count", "3"])
    assert result.exit_code == 0, result.output
    (tmp_path / "drafts.jsonl").write_text(result.stdout)
    made = load(tmp_path / "drafts.jsonl")
    assert [each.answerable for each in made] == [True, True, False]
    assert not (tmp_path / "gold.jsonl").exists()
    checked = CliRunner().invoke(
        cli, ["check", f"{tmp_path}/drafts.jsonl", "--corpus", f"{folder}"]
    )
    assert checked.exit_code == 0, checked.output


def test_a_folder_without_documents_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="holds no readable document"):
        sources.documents_of(tmp_path)
