"""The tiny Llama of `tiny.py` as a GGUF file, for llama.cpp.

Hugging Face keeps the two halves of each head's rotated dimensions apart, llama.cpp has them
interleaved, so the rows of the query and key weights change places.
"""

from __future__ import annotations

import json
from pathlib import Path

import gguf
import numpy as np
from transformers import AutoModelForCausalLM

_NAMES = {
    "input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm",
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}  # fmt: skip


def write(folder: Path, path: Path, template: str) -> Path:
    """Writes the model saved in `folder`, all weights in float32, with its chat template."""
    model = AutoModelForCausalLM.from_pretrained(folder)
    config = model.config
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("tiny")
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_rope_dimension_count(config.hidden_size // config.num_attention_heads)
    writer.add_rope_freq_base(10_000.0)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_vocab_size(config.vocab_size)
    _add_tokens(writer, folder, template)
    for name, weights in model.state_dict().items():
        array = weights.numpy().astype(np.float32)
        if "q_proj" in name or "k_proj" in name:
            array = interleaved(array, config.num_attention_heads)
        if name != "lm_head.weight":  # tied to the embeddings
            writer.add_tensor(_named(name), array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def interleaved(weights: np.ndarray, heads: int) -> np.ndarray:
    """Rows (heads × 2 halves × pairs) as (heads × pairs × 2)."""
    rows, columns = weights.shape
    return (
        weights.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns)
    )


def _named(name: str) -> str:
    if name == "model.embed_tokens.weight":
        return "token_embd.weight"
    if name == "model.norm.weight":
        return "output_norm.weight"
    _, _, layer, part = name.removesuffix(".weight").split(".", 3)
    return f"blk.{layer}.{_NAMES[part]}.weight"


def _add_tokens(writer: gguf.GGUFWriter, folder: Path, template: str) -> None:
    """The vocabulary, split as GPT-2's, its merges, and which tokens are control marks."""
    saved = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = sorted(saved["model"]["vocab"].items(), key=lambda item: item[1])
    special = {each["content"] for each in saved["added_tokens"]}
    tokens = [token for token, _ in vocabulary]
    control, normal = gguf.TokenType.CONTROL, gguf.TokenType.NORMAL
    merges = [m if isinstance(m, str) else " ".join(m) for m in saved["model"]["merges"]]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([control if token in special else normal for token in tokens])
    writer.add_token_merges(merges)
    writer.add_pad_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_bos_token(False)
    writer.add_chat_template(template)
