"""A flow file or a HAR as records, made by mitmdump with our addon, as those of a capture are."""

import importlib.resources
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from codex_tui.errors import CodexTuiError
from codex_tui.neutral import neutral_line
from codex_tui.proxy.mitmdump import Mitmdump, child_environment
from mitm_addons.codex_history import open_private, replace_file

#: What the addon says of a flow that it could not take.
_LOST = re.compile(r"^.*codex import: (.*)$", re.MULTILINE)
_LOG_READ = 1_000_000  # bytes


@dataclass(frozen=True)
class Recording:
    """``history``: the records, a line each. ``whole``: read to its end. ``lost``: why flows were not."""

    history: Path
    whole: bool
    lost: list[str]


@contextmanager
def read_recording(path: Path, mitmdump: Mitmdump, mask_key: bytes) -> Iterator[Recording]:
    """The records that are in ``path``, secrets masked with ``mask_key``; they are gone at the end."""
    with tempfile.TemporaryDirectory(prefix="codex-tui-import-") as made:
        directory = Path(made)
        replace_file(directory / "mask.key", mask_key.hex().encode() + b"\n")
        code, log = _run(mitmdump, path, directory)
        history = directory / "history.jsonl"
        if not history.exists():
            raise CodexTuiError(f"{mitmdump.path} cannot read recordings: {_last_line(log)}", "See --mitmdump.")
        yield Recording(history, whole=code == 0, lost=[neutral_line(said) for said in _LOST.findall(log)])


def _run(mitmdump: Mitmdump, path: Path, directory: Path) -> tuple[int, str]:
    addon = importlib.resources.files("mitm_addons") / "import_codex.py"
    options = {
        "confdir": directory / "configuration",  # none of the user's options apply
        "flow_detail": 0,
        "termlog_verbosity": "warn",
        "codex_capture_dir": directory,
    }
    command = [str(mitmdump.path), "--no-server", "--rfile", str(path.absolute()), "--scripts", str(addon)]
    for name, value in options.items():
        command += ["--set", f"{name}={value}"]
    log = directory / "log"
    descriptor = open_private(log, os.O_WRONLY | os.O_CREAT)
    try:
        # Interrupted or not, it never outlives us.
        code = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=descriptor,
            stderr=descriptor,
            env=child_environment(mitmdump, dict(os.environ)),
            check=False,
        ).returncode
    except OSError as error:
        raise CodexTuiError(f"{mitmdump.path} cannot be run: {error.strerror}.", "Install mitmproxy anew.") from error
    finally:
        os.close(descriptor)
    with log.open("rb") as said:
        return code, said.read(_LOG_READ).decode(errors="replace")


def _last_line(log: str) -> str:
    lines = [line for line in log.splitlines() if line.strip()]
    return neutral_line(lines[-1]) if lines else "it said nothing."
