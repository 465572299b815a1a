"""Weights to the shipped folder: an int8 ONNX file, the tokenizer and reader.json with hashes.

The graph takes one unpadded window, so it needs no attention mask. Embeddings and the linear
layers of attention are stored in int8 and activations are quantised as they come (dynamic
quantisation). The feed-forward blocks and the heads stay in float32: their inputs have outliers,
and in int8 span F1 fell by 2.6 points (docs/LOG.md).
"""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from qa.reader import FORMAT, Settings
from training.encode import MAX_FIRST, MAX_TOKENS
from training.examples import SUPPORT_LABELS
from training.model import ReaderModel, load

UNCALIBRATED = Settings(
    max_tokens=MAX_TOKENS,
    max_first=MAX_FIRST,
    stride=96,
    span_tokens=30,
    answerable=(0.5, 0.5, 0.0),
    temperature=1.0,
    answerable_from=0.5,
    supported_from=0.5,
)


class _Shipped(nn.Module):
    """The model as it is shipped: outputs by name, start and end logits (batch, length) apart."""

    def __init__(self, model: ReaderModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, types: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        span, answerable, support = self.model(ids, types, None)
        return span[..., 0], span[..., 1], answerable, support


def write_onnx(model: ReaderModel, path: Path) -> None:
    """The model in float32, for any batch size and length."""
    example = torch.ones(1, 16, dtype=torch.long)
    axes = {0: "batch", 1: "length"}
    torch.onnx.export(
        _Shipped(model).eval(),
        (example, torch.zeros_like(example)),
        str(path),
        input_names=["ids", "types"],
        output_names=["start", "end", "answerable", "support"],
        dynamic_axes={"ids": axes, "types": axes, "start": axes, "end": axes,
                      "answerable": {0: "batch"}, "support": {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )  # fmt: skip


def export(weights: Path, encoder: Path, out: Path, *, int8: bool = True) -> None:
    """Write model.onnx, tokenizer.json and an uncalibrated reader.json into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        write_onnx(load(weights, encoder), full)
        if int8:
            # Signed weights per channel with half the range: sums of products of 8-bit pairs then
            # fit in 16 bits on processors without VNNI, where they would otherwise saturate.
            quantize_dynamic(
                full,
                out / "model.onnx",
                weight_type=QuantType.QInt8,
                per_channel=True,
                reduce_range=True,
                nodes_to_exclude=_kept_in_float(full),
            )
        else:
            shutil.copy(full, out / "model.onnx")
    shutil.copy(encoder / "tokenizer.json", out / "tokenizer.json")
    write_manifest(out, UNCALIBRATED)


def _kept_in_float(path: Path) -> list[str]:
    """Names of the matrix products that lose precision in int8."""
    names = [n.name for n in onnx.load(path).graph.node if n.op_type in ("MatMul", "Gemm")]
    return [name for name in names if "/layer." not in name or "/attention/" not in name]


def write_manifest(out: Path, settings: Settings) -> None:
    """reader.json: format, hashes of the other files, head layout and the constants."""
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "sha256": {
            name: hashlib.sha256((out / name).read_bytes()).hexdigest()
            for name in ("model.onnx", "tokenizer.json")
        },
        "inputs": {"ids": "[CLS] first [SEP] second [SEP]", "types": "1 from the second text on"},
        "outputs": {
            "start": "logit per token, null answer at 0",
            "end": "logit per token, null answer at 0",
            "answerable": "logit",
            "support": list(SUPPORT_LABELS),
        },
        "settings": {name: getattr(settings, name) for name in Settings.__slots__},
    }
    (out / "reader.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
