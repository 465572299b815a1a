"""Claims asked as questions, and how a reader learns from an answer without words to mark."""

import random

import torch

from qa.embedding import default_folder
from training.batches import collate
from training.encode import UNMARKED, Encoded, Encoder, load_tokenizer
from training.examples import WHOLE, QaExample, SupportExample
from training.model import ReaderModel, loss
from training.yes_no import as_question, yes_no_questions


def test_claims_asked() -> None:
    asked = {
        "The harbour is open to ferries.": "Is the harbour open to ferries?",
        "Ada Quill was born in Delft.": "Was Ada Quill born in Delft?",
        "It has three basins.": "Does it have three basins?",
        "The town had been sold.": "Had the town been sold?",
        "Ships can enter at night.": "Can Ships enter at night?",
        "The harbour opened in 1871.": None,
        "The harbour, which is old, is open.": None,
        "The harbour is not open.": None,
        "Quill and the harbour is open.": None,
    }
    assert {claim: as_question(claim) for claim in asked} == asked


def test_evidence_that_bears_on_a_claim_answers_its_question() -> None:
    claims = [
        SupportExample("snli", "g", "It is open.", f"Evidence {label}.", label)
        for label in ("supported", "contradicted", "neither")
    ]
    made = list(yes_no_questions(claims, random.Random(1)))
    assert [each.spans for each in made] == [(WHOLE,), (WHOLE,), ()]
    assert {each.question for each in made} == {"Is it open?"}
    assert [each.passage for each in made] == [claim.evidence for claim in claims]


def test_an_answer_without_words_teaches_answerability_alone() -> None:
    encoder = Encoder(load_tokenizer(default_folder() / "tokenizer.json"), 13)
    yes = QaExample("yes-no/snli", "g", "Is it open?", "The harbour opens at six.", (WHOLE,))
    where = QaExample("squad2.0", "g", "When does it open?", "It opens at six.", ((9, 15),))
    (whole,) = encoder.encode([yes])
    (marked,) = encoder.encode([where])
    assert whole.spans == ((UNMARKED, UNMARKED),)
    assert marked.spans != whole.spans
    torch.manual_seed(1)
    model = ReaderModel.from_encoder(default_folder()).eval()
    alone = collate([whole], random.Random(1))
    value = loss(model, alone)
    torch.autograd.backward(value)
    assert value.isfinite()
    assert model.span.weight.grad is None or not model.span.weight.grad.any()
    assert model.answerable.weight.grad is not None
    assert model.answerable.weight.grad.any()
    # Its answerability is learnt as "answered".
    assert torch.isclose(value, torch.nn.functional.softplus(-_logit(model, whole)) / 2)

    # Beside one with words it leaves the loss of those words as it is.
    both = loss(model, collate([whole, marked], random.Random(1)))
    alone_marked = loss(model, collate([marked], random.Random(1)))
    answered = [torch.nn.functional.softplus(-_logit(model, each)) / 2 for each in (whole, marked)]
    assert torch.isclose(both, alone_marked - answered[1] + sum(answered) / 2, atol=1e-4)


def _logit(model: ReaderModel, example: Encoded) -> torch.Tensor:
    batch = collate([example], random.Random(1))
    logit: torch.Tensor = model(batch.ids, batch.types, batch.mask)[1][0]
    return logit
