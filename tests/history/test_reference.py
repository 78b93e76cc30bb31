"""What people call an exchange."""

from datetime import timedelta
from pathlib import Path

import pytest

from codex_tui.errors import CodexTuiError
from codex_tui.history import History
from tests.history.reading import Count, catch_up
from tests.records import append, record, started, ulid

IDS = {number: ulid(started(1) + timedelta(days=number), number) for number in range(1, 5)}


@pytest.fixture
def listed(history: History[Count], tmp_path: Path) -> History[Count]:
    for number in (1, 2, 3, 4):
        url = "http://host/metrics" if number == 4 else "http://host/v1/responses"
        append(tmp_path, record(number, b"", started_at=started(1) + timedelta(days=number), url=url))
    catch_up(history)
    return history


@pytest.mark.parametrize(
    ("reference", "number"),
    [
        ("2", 2),
        ("#2", 2),
        (" 4 ", 4),
        (IDS[3], 3),
        (IDS[3].lower(), 3),
        (IDS[3][:8], 3),
        ("latest", 3),
        ("latest~0", 3),
        ("latest~2", 1),
    ],
)
def test_a_reference_names_one_exchange(listed: History[Count], reference: str, number: int) -> None:
    assert listed.resolve(reference) == IDS[number]


@pytest.mark.parametrize(
    ("reference", "message", "exit_code"),
    [
        ("5", "There is no exchange 5.", 1),
        ("0", "Several ids begin with 0: those of 1, 2, 3, …. Give more of it, or a number.", 1),
        (IDS[1][:4], "Several ids begin with", 1),
        ("01ZZZ", "No exchange's id begins with 01ZZZ.", 1),
        ("latest~3", "There is no model call 3 before the latest in the history.", 1),
        ("", "'' names no exchange.", 2),
        ("last", "'last' names no exchange.", 2),
        ("latest~-1", "'latest~-1' names no exchange.", 2),
        ("#", "'#' names no exchange.", 2),
        ("\x1b[2J", "'␛[2J' names no exchange.", 2),
        ("9" * 30, "names no exchange.", 2),
    ],
)
def test_a_reference_that_names_none_or_several_is_a_sentence(
    listed: History[Count], reference: str, message: str, exit_code: int
) -> None:
    with pytest.raises(CodexTuiError) as caught:
        listed.resolve(reference)
    assert message in str(caught.value)
    assert (caught.value.exit_code, bool(caught.value.hint)) == (exit_code, True)


def test_an_empty_history_has_no_latest(history: History[Count]) -> None:
    with pytest.raises(CodexTuiError, match=r"There is no model call in the history\."):
        history.resolve("latest")
