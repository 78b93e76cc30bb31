"""What every test stands on: directories of its own, no proxy from outside, and no process left behind."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest

from codex_tui.demo.scenario import Scenario
from codex_tui.demo.server import ModelServer
from tests.model_server import serving
from tests.processes import Processes

_FROM_OUTSIDE = (
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"),
    *("SSL_CERT_FILE", "CODEX_CA_CERTIFICATE", "CODEX_CAPTURE_DIR", "CODEX_HOME", "OLLAMA_HOST"),
    *("CODEX_OSS_PORT", "CODEX_OSS_BASE_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL"),
)

# A shell without job control has what it starts in the background ignore ctrl+c, and all that this starts in turn.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A busy machine is no failure.
hypothesis.settings.register_profile("patient", hypothesis.settings(), deadline=None)
hypothesis.settings.load_profile("patient")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory that holds this test's own ``state``, ``data`` and ``config``, for itself and its children."""
    directory = tmp_path_factory.mktemp("home")
    for name in ("state", "data", "config"):
        monkeypatch.setenv(f"CODEX_TUI_{name.upper()}_DIR", str(directory / name))
    for variable in _FROM_OUTSIDE:
        monkeypatch.delenv(variable, raising=False)
    return directory


@pytest.fixture
def processes(home: Path) -> Iterator[Processes]:
    """Starts children; at the end of the test all of them have ended, and all of theirs."""
    started = Processes(Path(os.environ["CODEX_TUI_STATE_DIR"]))
    try:
        yield started
    finally:
        started.end()


@pytest.fixture
def model_server() -> Iterator[Callable[..., ModelServer]]:
    """Called with a scenario (and ModelServer's options) it gives a server that listens until the test ends."""
    with ExitStack() as stack:

        def start(scenario: Scenario, **options: object) -> ModelServer:
            return stack.enter_context(serving(scenario, **options))

        yield start
