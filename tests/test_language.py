"""What is not in English is found and quoted, and nothing is claimed of it that nobody judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import Assistant, language
from qa.chunking import split
from qa.embedding import SentenceEmbedder
from qa.records import Claim, Document
from qa.settings import Settings
from qa.terminal import print_report
from qa.updating import update
from tests.judging import verdict_on
from tests.scripted import Scripted
from tests.test_assistant import assert_pinned

GERMAN = (
    "Mietvertrag über die Werkstatt am Hafen\n\n"
    "Die Miete beträgt 950 Euro im Monat und ist am dritten Werktag fällig. Der Mieter darf die "
    "Werkstatt nicht ohne Zustimmung des Vermieters weitervermieten. Die Kündigungsfrist beträgt "
    "drei Monate zum Ende eines Quartals. Haustiere sind in der Werkstatt erlaubt. Der Vermieter "
    "hat die Heizung vor dem Winter zu warten, und der Mieter trägt die Kosten des Stroms.\n"
)
FRENCH = (
    "Le bureau ferme à dix-huit heures. Les visiteurs ne doivent pas utiliser le parking du "
    "personnel pendant la semaine. La réunion des associés a lieu chaque premier lundi du mois, et "
    "le compte rendu est envoyé à tous les membres.\n"
)
RUSSIAN = (
    "Договор заключён между поставщиком и покупателем на три года. Поставщик не обязан возмещать "
    "убытки, если задержка произошла по вине перевозчика. Оплата производится в течение десяти "
    "дней после получения счёта.\n"
)
ENGLISH = (
    "The workshop at the harbour opens at eight and closes at six. Visitors must wear a helmet "
    "behind the yellow line. The crane was built in 1911 by the Brunel works, and it still lifts "
    "forty tonnes.\n"
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GERMAN, "de"),
        (FRENCH, "fr"),
        (RUSSIAN, "ru"),
        ("El contrato termina el último día del mes y no se renueva sin acuerdo escrito.", "es"),
        ("会議は毎週月曜日の午前九時に本社で開かれます。", "ja"),
        ("该合同自双方签字之日起生效，有效期为三年。", "zh"),
        (ENGLISH, "en"),
        ("Bill Gates said rents rose 5% in March, the office said.", "en"),
        ("2004 | $503215\n2005 | $462420\n2006 | $75896", ""),
        ("x = foo(bar)[3] + baz", ""),
        ("", ""),
    ],
)
def test_a_language_is_told_where_there_is_prose(text: str, code: str) -> None:
    assert language.language_of(text) == code


def test_a_passage_of_few_words_is_in_the_language_of_its_document() -> None:
    document = Document("a.txt", "a", GERMAN, "0" * 64)
    (passage,) = split(Document("b.txt", "b", "Heizung: 20 Grad", "1" * 64), 800)
    title = next(p for p in split(document, 100) if p.text.startswith("Mietvertrag"))
    assert language.another(passage) == ""
    assert language.another(title) == "de"


def test_a_passage_in_english_stays_so_in_a_document_that_is_not() -> None:
    document = Document("a.txt", "a", f"{GERMAN}\n{ENGLISH}\n{GERMAN}\n{GERMAN}", "0" * 64)
    codes = {p.text[:12]: language.another(p) for p in split(document, 250)}
    assert codes["The workshop"] == ""
    assert codes["Die Miete be"] == "de" or codes["Mietvertrag "] == "de"


@pytest.fixture
def papers(tmp_path: Path, embedder: SentenceEmbedder) -> Assistant:
    for name, text in {"miete.txt": GERMAN, "bureau.txt": FRENCH, "crane.txt": ENGLISH}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return Assistant.from_folder(tmp_path, embedder=embedder)


@pytest.mark.parametrize(
    ("question", "quoted", "spoken"),
    [
        ("Wie viel Euro beträgt die Miete der Werkstatt im Monat?", "950 Euro", "German"),
        ("Wie viele Monate beträgt die Kündigungsfrist?", "drei Monate", "German"),
        ("À quelle heure ferme le bureau ?", "dix-huit heures", "French"),
    ],
)
def test_what_is_not_in_english_is_quoted_with_what_was_not_judged(
    papers: Assistant, question: str, quoted: str, spoken: str
) -> None:
    answer = papers.ask(question)
    assert answer.status == "answered"
    assert any(quoted in citation.quote for citation in answer.citations)
    assert_pinned(answer, papers)
    assert answer.short is None
    assert answer.confidence is None
    assert f"in {spoken}. The reader knows English only" in answer.notices[0]
    assert all(hit.reader is None for hit in answer.hits)


def test_what_is_in_english_is_judged_as_ever_beside_it(papers: Assistant) -> None:
    answer = papers.ask("When was the crane built?")
    assert answer.short is not None
    assert answer.short.text == "1911"
    assert answer.confidence is not None
    assert answer.notices == ()


def test_a_no_says_that_it_went_by_words(papers: Assistant) -> None:
    answer = papers.ask("Wer ist der Bürgermeister von München?")
    assert answer.status == "not_found"
    assert answer.message == "No sentence of your documents is near enough to that by its words."
    assert "in German" in answer.notices[0]


def test_a_question_in_english_is_told_what_language_is_nearest(papers: Assistant) -> None:
    answer = papers.ask("Who may use the parking du personnel?")
    assert "in French" in answer.notices[0]
    assert "Asked in French, more may be found." in answer.notices[0]
    assert answer.short is None


def test_a_question_in_another_language_of_english_documents(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    (tmp_path / "crane.txt").write_text(ENGLISH, encoding="utf-8")
    answer = Assistant.from_folder(tmp_path, embedder=embedder).ask(
        "Wann wurde der Kran am Hafen gebaut?"
    )
    assert answer.short is None
    assert answer.notices[0].startswith("The question is in German.")


JAPANESE = (
    "会議は毎週月曜日の午前九時に本社で開かれます。参加者は資料を事前に読む必要があります。"
    "「重要です。」と部長は言いました。欠席する場合は、前日までに事務局へ連絡してください。\n"
)


def test_sentences_of_other_scripts_end_where_they_do() -> None:
    (passage,) = split(Document("a.txt", "a", JAPANESE, "0" * 64), 800)
    assert [passage.sentence(span)[:4] for span in passage.sentences] == [
        "会議は毎",
        "参加者は",
        "「重要で",
        "欠席する",
    ]


def test_words_that_nobody_marks_off_are_found(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    (tmp_path / "kaigi.txt").write_text(JAPANESE, encoding="utf-8")
    for at in range(12):
        text = f"第{at}章。この規則は社員の服装と名札について定めています。色は自由です。"
        (tmp_path / f"{at}.txt").write_text(text, encoding="utf-8")
    assistant = Assistant.from_folder(tmp_path, embedder=embedder)
    answer = assistant.ask("会議は何時に本社で開かれますか？")
    assert answer.status == "answered"
    assert "午前九時" in answer.citations[0].quote
    (hit,) = (hit for hit in answer.hits if hit.passage.document_id == "kaigi.txt")
    assert (hit.lexical or 0.0) > 0.0
    assert "in Japanese" in answer.notices[0]


def test_a_german_noun_is_no_name_that_must_be_there(papers: Assistant) -> None:
    answer = papers.ask("Wie hoch ist die Miete für das Gebäude in der Werkstatt am Hafen?")
    assert answer.status == "answered"


def claim_of(sentence: str, text: str) -> Claim:
    return verdict_on(sentence, Document("a.txt", "a", text, "0" * 64))


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Haustiere sind in der Werkstatt nicht erlaubt.", GERMAN),
        ("Haustiere sind in der Werkstatt verboten.", GERMAN),
        ("Der Mieter darf die Werkstatt ohne Zustimmung des Vermieters weitervermieten.", GERMAN),
        (
            "Der Mieter hat die Heizung vor dem Winter zu warten, und der Vermieter trägt die "
            "Kosten des Stroms.",
            GERMAN,
        ),
        ("Les visiteurs doivent utiliser le parking du personnel pendant la semaine.", FRENCH),
        ("La réunion des associés n'a pas lieu chaque premier lundi du mois.", FRENCH),
        (
            "Поставщик обязан возмещать убытки, если задержка произошла по вине перевозчика.",
            RUSSIAN,
        ),
    ],
)
def test_a_model_may_only_quote_what_is_not_in_english(sentence: str, text: str) -> None:
    claim = claim_of(sentence, text)
    assert claim.verdict == "unsupported"
    assert "not word for word a sentence of the source" in claim.reason


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Haustiere sind in der Werkstatt erlaubt.", GERMAN),
        (
            "Les visiteurs ne doivent pas utiliser le parking du personnel pendant la semaine",
            FRENCH,
        ),
        ("Оплата  производится в течение десяти дней после получения счёта.", RUSSIAN),
    ],
)
def test_what_it_quotes_is_supported(sentence: str, text: str) -> None:
    claim = claim_of(sentence, text)
    assert claim.verdict == "supported"
    assert claim.citations[0].quote.rstrip(".") == " ".join(sentence.split()).rstrip(".")


def test_a_models_quotes_come_with_what_was_not_judged(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    for name, text in {"miete.txt": GERMAN, "bureau.txt": FRENCH, "crane.txt": ENGLISH}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    script = [
        "Die Kündigungsfrist beträgt drei Monate zum Ende eines Quartals. [1] "
        "Die Kündigungsfrist beträgt nicht drei Monate zum Ende eines Quartals. [1]"
    ]
    assistant = Assistant.from_folder(tmp_path, embedder=embedder, model=Scripted(script=script))
    answer = assistant.ask("Wie viele Monate beträgt die Kündigungsfrist?")
    assert [claim.sentence for claim in answer.shown] == [
        "Die Kündigungsfrist beträgt drei Monate zum Ende eines Quartals."
    ]
    assert answer.shown[0].origin == "generated"
    assert "The reader knows English only" in answer.notices[0]
    assert_pinned(answer, assistant)


def test_what_is_not_in_english_is_told_when_it_is_indexed(
    tmp_path: Path, embedder: SentenceEmbedder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "crane.txt").write_text(ENGLISH, encoding="utf-8")
    for at in range(12):
        (folder / f"{at}.txt").write_text(f"{at}. {GERMAN}", encoding="utf-8")
    index, report = update(folder, tmp_path / "index", embedder, Settings())
    index.close()
    print_report(report, tmp_path / "index")
    told = capsys.readouterr().err
    assert told.count("it is in German: found by its words and quoted, but not judged") == 1
    assert "12 files" in told
    assert "crane" not in told
