"""What the proxy's log says of its end."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from codex_tui.proxy.output import ProxyLog, first_error, last_error

CHAIN = """[15:23:36.384] error in script /x/capture_codex.py
Traceback (most recent call last):
  File "/x/pathlib.py", line 1116, in mkdir
    os.mkdir(self, mode)
FileNotFoundError: [Errno 2] No such file or directory: '/proc/x'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/x/capture_codex.py", line 207, in _open
    raise exceptions.OptionsError(f"Captures cannot be written to {directory}") from error
mitmproxy.exceptions.OptionsError: Captures cannot be written to /proc/x.
Error logged during startup, exiting...
"""


def test_of_a_chain_of_exceptions_the_last_counts() -> None:
    assert first_error(CHAIN) == last_error(CHAIN) == "Captures cannot be written to /proc/x."


def test_without_an_exception_the_first_line_counts_and_its_time_does_not() -> None:
    text = "\n[15:23:35.707] HTTP(S) proxy failed to listen\nError logged during startup, exiting...\n"
    assert first_error(text) == "HTTP(S) proxy failed to listen."


def test_an_exception_of_long_ago_is_not_why_it_ended() -> None:
    assert last_error(CHAIN + "[15:30:00.000] warning\n" * 5) is None


def test_silence_gives_nothing() -> None:
    assert first_error("") is None
    assert last_error("\n\n") is None


@given(pieces=st.lists(st.sampled_from(["T", "Traceback (most recent call last):", "\n", " ", "\x1b", "[1:2:3]"])))
def test_junk_gives_one_harmless_line_or_none(pieces: list[str]) -> None:
    text = "".join(pieces)
    for line in (first_error(text), last_error(text)):
        assert line is None or ("\n" not in line and "\x1b" not in line)


def test_only_the_part_of_this_start_counts_and_the_file_is_private(tmp_path: Path) -> None:
    (tmp_path / "proxy.log").write_text("an old error\n")
    log = ProxyLog(tmp_path)
    with open(log.open(), "w") as file:  # noqa: PTH123
        assert log.first_error() is None
        file.write("a new error\n")
    assert log.first_error() == "a new error."
    (tmp_path / "proxy.log").unlink()
    assert log.first_error() is None
    open(log.open(), "w").close()  # noqa: PTH123
    assert log.path.stat().st_mode & 0o777 == 0o600
