"""One encoder, three heads: answer span, answerability, support.

Span and null logits follow BERT on SQuAD 2.0 (Devlin et al. 2019, section 4.3): an answer from
token i to token j scores start[i] + end[j], and "no answer" is the span at [CLS].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids, types and mask are (batch, length); the rest are (batch,).

    start, end: answer tokens, 0 for none, UNMARKED for an answer without words to mark;
    label: support label, -1 for questions.
    """

    ids: Tensor
    types: Tensor
    mask: Tensor
    start: Tensor
    end: Tensor
    label: Tensor


class ReaderModel(nn.Module):
    """Encoder with a span head over tokens and two heads over [CLS]."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        width = config.hidden_size
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.span = nn.Linear(width, 2)
        self.answerable = nn.Linear(width, 1)
        self.support = nn.Linear(width, 3)

    @classmethod
    def from_encoder(cls, folder: Path) -> "ReaderModel":
        """Fresh heads on the encoder saved in `folder`; see `_config`."""
        config = _config(folder)
        model = cls(config)
        model.encoder = BertModel.from_pretrained(folder, config=config, add_pooling_layer=False)
        for head in (model.span, model.answerable, model.support):
            nn.init.normal_(head.weight, std=config.initializer_range)
            nn.init.zeros_(head.bias)
        return model

    def forward(
        self, ids: Tensor, types: Tensor, mask: Tensor | None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Span logits (batch, length, 2), answerable logit (batch,), support logits (batch, 3)."""
        hidden = self.encoder(
            input_ids=ids, token_type_ids=types, attention_mask=mask
        ).last_hidden_state
        first = hidden[:, 0]
        return self.span(hidden), self.answerable(first).squeeze(-1), self.support(first)


def _config(folder: Path) -> BertConfig:
    """Shape of the encoder in `folder`; no dropout of attention: on a CPU it costs much."""
    config = BertConfig.from_pretrained(folder)
    # Plain attention: on CPU the backward pass of the fused one takes 1.5 times as long in all,
    # and plain operators export and fuse well.
    config._attn_implementation = "eager"
    config.hidden_dropout_prob, config.attention_probs_dropout_prob = 0.1, 0.0
    return config


def masked_spans(span: Tensor, types: Tensor, mask: Tensor) -> Tensor:
    """Span logits in float32 with everything but the passage and [CLS] set to -1e4."""
    allowed = (types == 1) & (mask == 1)
    allowed[:, 0] = True
    return span.float().masked_fill(~allowed.unsqueeze(-1), -1e4)


def loss(model: ReaderModel, batch: Batch) -> Tensor:
    """Mean cross-entropy of start and end plus half the answerability loss, or the support loss."""
    span, answerable, support = model(batch.ids, batch.types, batch.mask)
    if batch.label[0] >= 0:
        return functional.cross_entropy(support.float(), batch.label)
    span = masked_spans(span, batch.types, batch.mask)
    starts = functional.cross_entropy(span[..., 0], batch.start, reduction="sum")
    ends = functional.cross_entropy(span[..., 1], batch.end, reduction="sum")
    marked = (batch.start >= 0).sum().clamp(min=1)
    has_answer = (batch.start != 0).float()
    binary = functional.binary_cross_entropy_with_logits(answerable.float(), has_answer)
    return (starts + ends) / (2 * marked) + binary / 2


def save(state: Mapping[str, Tensor], path: Path) -> None:
    """Write a model's weights as safetensors, whole or not at all."""
    from safetensors.torch import save_file

    state = {name: tensor.detach().contiguous() for name, tensor in state.items()}
    partial = path.with_suffix(".partial")
    save_file(state, partial)
    partial.replace(path)


def load(path: Path, encoder: Path) -> ReaderModel:
    """A model of the shape of `encoder` with the weights written by `save`."""
    from safetensors.torch import load_file

    model = ReaderModel(_config(encoder))
    model.load_state_dict(load_file(path))
    return model.eval()
