"""A Llama of about 107,000 parameters that has learned five answers by heart, in seconds.

It proves that loading, chat templates, streaming and parsing work with real models; it says
nothing about the quality of answers. Nothing is downloaded: tokenizer and weights are made here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from tests.forking import Running, forked

TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_SPECIAL = ["<|pad|>", "<|im_start|>", "<|im_end|>"]
_ADDRESS = re.compile(r"http\S+(?=\n)")
_VOCABULARY = 700
_MOST_STEPS = 400
_LEARNED = 0.005  # mean loss per token of an answer


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[tuple[str, Running]]:
    """A server of the model in `folder`, a process on loopback: its base URL, and it to kill."""
    log = folder / "server.log"
    process = forked(["tests.tiny_server", str(folder), *options], log, {})
    try:
        while not (said := _ADDRESS.search(log.read_text())):
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        yield said[0], process
    finally:
        process.kill()
        process.wait()


def train(pairs: dict[tuple[str, str], str], folder: Path) -> int:
    """Trains on (system, human) → answer pairs, saves to `folder`, and gives the parameters."""
    torch.manual_seed(0)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # more of them only wait for each other on a busy machine
    tokenizer = _tokenizer([text for (system, human) in pairs for text in (system, human)])
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer), hidden_size=64, intermediate_size=96, num_hidden_layers=2,
            num_attention_heads=4, num_key_value_heads=4, max_position_embeddings=2048,
            tie_word_embeddings=True, pad_token_id=0, bos_token_id=None, eos_token_id=2,
        )
    )  # fmt: skip
    _fit(model, [_example(tokenizer, prompt, answer) for prompt, answer in pairs.items()])
    torch.set_num_threads(threads)
    model.generation_config.max_length = None
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return sum(weights.numel() for weights in model.parameters())


def _tokenizer(texts: list[str]) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=_VOCABULARY,
        special_tokens=_SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=_SPECIAL[0],
        eos_token=_SPECIAL[2],
        chat_template=TEMPLATE,
        model_max_length=2048,
    )


def _example(
    tokenizer: PreTrainedTokenizerFast, prompt: tuple[str, str], answer: str
) -> tuple[torch.Tensor, int]:
    """Token ids, and where the answer begins in them."""
    messages = [
        {"role": "system", "content": prompt[0]},
        {"role": "user", "content": prompt[1]},
    ]
    before = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    asked = tokenizer(before)["input_ids"]
    answered = tokenizer(answer + "<|im_end|>")["input_ids"]
    return torch.tensor(asked + answered), len(asked)


def _fit(model: LlamaForCausalLM, examples: list[tuple[torch.Tensor, int]]) -> None:
    """Trains on all examples at once; only the answers count."""
    longest = max(len(ids) for ids, _ in examples)
    ids = torch.zeros((len(examples), longest), dtype=torch.long)
    answers = torch.full_like(ids, -100)
    for row, (example, start) in enumerate(examples):
        ids[row, : len(example)] = example
        answers[row, start : len(example)] = example[start:]
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3)
    for _ in range(_MOST_STEPS):
        loss = model(ids, labels=answers).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if loss.item() < _LEARNED:
            return
    raise RuntimeError(f"the tiny model did not learn its answers: loss {loss.item():.3f}")
