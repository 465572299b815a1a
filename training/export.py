"""Weights to the shipped folder: an int8 ONNX file, the tokenizer and reader.json with hashes.

The graph takes one unpadded window, so it needs no attention mask. All matrices but the heads' are
stored in int8. In the linear layers of attention activations are quantised as they come (dynamic
quantisation). The feed-forward blocks are computed in float32, from their weights as they were
stored: their inputs have outliers, and with those in int8 span F1 fell by 2.6 points (docs/LOG.md).
"""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
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
            store_in_int8(out / "model.onnx")
        else:
            shutil.copy(full, out / "model.onnx")
    shutil.copy(encoder / "tokenizer.json", out / "tokenizer.json")
    write_manifest(out, UNCALIBRATED)


def _kept_in_float(path: Path) -> list[str]:
    """Names of the matrix products that lose precision in int8."""
    names = [n.name for n in onnx.load(path).graph.node if n.op_type in ("MatMul", "Gemm")]
    kept = [name for name in names if "/layer." not in name or "/attention/" not in name]
    # A Gemm is taken apart before it is quantised, and its product has a name of its own.
    return [*kept, *(f"{name}_MatMul" for name in kept)]


def store_in_int8(path: Path) -> None:
    """Store the float32 matrices of a model in int8, one scale a column.

    They are multiplied out by nodes without inputs, which onnxruntime computes once, at load:
    the products cost what they did. (DequantizeLinear would be kept and computed at every run.)
    """
    model = onnx.load(path)
    graph = model.graph
    whole = [i for i in graph.initializer if i.data_type == TensorProto.FLOAT and _is_large(i)]
    nodes = []
    for initializer in whole:
        name, values = initializer.name, numpy_helper.to_array(initializer)
        scale = np.maximum(np.abs(values).max(axis=0) / 127, np.finfo(np.float32).tiny)
        stored = np.round(values / scale).astype(np.int8)
        graph.initializer.remove(initializer)
        graph.initializer.append(numpy_helper.from_array(stored, f"{name}_int8"))
        graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), f"{name}_scale"))
        cast = helper.make_node("Cast", [f"{name}_int8"], [f"{name}_whole"], to=TensorProto.FLOAT)
        nodes += [cast, helper.make_node("Mul", [f"{name}_whole", f"{name}_scale"], [name])]
    nodes += graph.node
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _is_large(initializer: onnx.TensorProto) -> bool:
    """Whether it is a matrix worth storing in a quarter of the room: not a head, not a bias."""
    return len(initializer.dims) == 2 and min(initializer.dims) > 16


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
