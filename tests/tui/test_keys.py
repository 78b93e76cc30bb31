"""Every key of the inspector's one table, pressed where it counts: each changes what is seen."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from textual.keys import _character_to_key
from textual.pilot import Pilot

from codex_tui.tui.commands import Actions
from codex_tui.tui.keys import ACTS, UNBOUND
from codex_tui.tui.widgets.frame.prompt import PromptInput
from tests.records import append
from tests.tui.host import inspecting, press, rows, sees, settle, strips, text


class Case(NamedTuple):
    """Each key of ``action`` is pressed after ``before``, and is undone by ``after``.

    It shows ``said``, and ``row`` behind a cursor's mark. In a prompt ``typed`` comes before it, and ``waited`` for.
    """

    action: str
    said: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    row: str = ""
    typed: str = ""
    waited: str = ""


ESCAPE = ("escape",)
LAST = "142     ● answer, streaming"

WALKS: dict[str, tuple[tuple[str, ...], list[Case]]] = {
    "list": (
        (),
        [
            Case("line.previous", before=("G",), row="▾ Good. Document RETRY_SEED"),
            Case("line.next", before=("G", "k"), row=LAST),
            Case("half_page.up", before=("G",), row="124 "),
            Case("half_page.down", before=("G", "ctrl+u"), row=LAST),
            Case("page.up", before=("G",), row="115 "),
            Case("page.down", before=("g",), row="133 "),
            Case("line.first", before=("G",), row="▾ one JSON value a line, please"),
            Case("line.last", "39 of 39, following", before=("g",), row=LAST),
            Case("follow", "39 of 39, following", before=("g",), row=LAST),
            Case("exchange.previous", "#141  11:04:11", before=("G",), row="141 "),
            Case("exchange.next", "#142  11:04:27", before=("G", "["), row=LAST),
            Case("error.previous", before=("G",), row="131   ▸ ✗ 6 tries, 500"),
            Case("error.next", before=("g",), row="131   ▸ ✗ 6 tries, 500", after=("G",)),
            Case("exchange.open", "━ 2 Detail", after=("1",)),
            Case("group.fold", before=("k",), row="▸ ● Good. Document", after=("l", "G")),
            Case("group.unfold", before=("k", "h"), row="▾ Good. Document", after=("G",)),
            Case("group.toggle", before=("k",), row="▸ ● Good. Document", after=("enter", "G")),
            Case("fold.all", row="▸ ✗ why does tests/test_re", after=("equals_sign", "G")),
            Case("unfold.all", "▾ sub-agent review", before=("minus",), after=("G",)),
            Case("list.sort", "session and turn", after=ESCAPE),
            Case("list.columns", "no room for it here", after=ESCAPE),
            Case("mark", row=f"{LAST}         ~5.4k  5.3 s ◆"),
            Case("note", "Note on #142", after=ESCAPE),
            Case("zoom", "1 Exchanges, zoomed", after=("z",)),
            Case("copy.menu", "the request body", after=ESCAPE),
            Case("copy.now", "copied "),
            Case("export.menu", "Export #142", after=ESCAPE),
            Case("pager", "This terminal can only be the inspector's."),
            Case("editor", "This terminal can only be the inspector's."),
            Case("compare.previous", "Compare  #141 with #142", after=ESCAPE),
            Case("compare.marked", "No other exchange is marked."),
            Case("statistics", "━ Statistics", after=ESCAPE),
            Case("log", "━ Proxy log", after=ESCAPE),
            Case("damage", "━ Lines that cannot be read", after=ESCAPE),
            Case("pane.next", "━ 2 Detail", after=("1",)),
            Case("pane.previous", "━ 2 Detail", after=("1",)),
            Case("pane.transcript", "━ 2 Detail", after=("1",)),
            Case("pane.raw", "POST http", after=("1",)),
            Case("pane.exchanges", "━ 1 Exchanges", before=("2",)),
            Case("back", "━ 1 Exchanges", before=("2",)),
            Case("leave", "━ 1 Exchanges", before=("2",)),
            Case("help", "Keys of Exchanges", after=ESCAPE),
            Case("palette", "Copy a part of it", after=ESCAPE),
        ],
    ),
    "detail": (
        ("2",),
        [
            Case("part.previous", before=("G",), row="▎ ▾ assistant"),
            Case("part.next", before=("g",), row="▎ ▸ developer  instructions"),
            Case("fold.toggle", before=("g",), row="▎ ▾ tools  14 definitions", after=("enter",)),
            Case("plain", "- **Seed**: `RETRY_SEED`", before=("G",), after=("p",)),
            Case("tab.next", "POST http", after=("2",)),
            Case("tab.previous", "This exchange ─", after=("2",)),
            Case("wrap", "house style. Keep to the", before=("3", "equals_sign"), after=("w", "2")),
            Case("find.open", "─ / ", after=ESCAPE),
            Case(
                "find.up", " 3 of 3 hits", before=("g", "slash"), typed="retry_seed", waited="of 3 hits", after=ESCAPE
            ),
            Case(
                "find.down", " 2 of 3 hits", before=("slash",), typed="retry_seed", waited="of 3 hits", after=ESCAPE
            ),
            Case(
                "find.drop",
                "#142  11:04:27  responses",
                before=("slash",),
                typed="retry_seed",
                waited="of 3 hits",
            ),
            Case("find.keep", "─ 1 of 3 hits", before=("slash",), typed="retry_seed", waited="of 3 hits"),
            Case("find.next", "─ 2 of 3 hits"),
            Case("find.previous", "─ 1 of 3 hits"),
        ],
    ),
    "menu": (
        (),
        [
            Case("choice.next", row="2  number", before=("s",), after=ESCAPE),
            Case("choice.previous", row="8  request size", before=("s",), after=ESCAPE),
            Case("choice.take", "hidden", before=("c",), after=("1", "escape")),
            Case("choice.leave", LAST, before=("s",)),
        ],
    ),
    "line": (
        (),
        [
            Case("prompt.keep", " ¶", before=("semicolon", "x")),
            Case("prompt.drop", LAST, before=("semicolon",)),
        ],
    ),
    "help": (
        (),
        [
            Case("help.next", "Keys of Transcript", before=("question_mark",), after=ESCAPE),
            Case("help.previous", "Keys of Raw", before=("question_mark",), after=ESCAPE),
            Case("help.leave", LAST, before=("question_mark",)),
        ],
    ),
    "compare": (
        ("d",),
        [
            Case("change.next", "change 1 of 19", row="▾ + reasoning  input[29]"),
            Case("change.previous", "change 2 of 19", before=("n", "n"), row="▾ + tool call  input[30], apply_patch"),
            Case("compare.same", "= assistant  input[27]", row="▾ + tool call  input[30]", after=("a",)),
            Case("compare.bytes", "BYTE", after=("p",)),
            Case("compare.swap", "#142 with #141", after=("s",)),
            Case("page.leave", "━ 1 Exchanges", after=("d",)),
        ],
    ),
    "statistics": (
        ("S",),
        [
            Case("scope.next", "model gpt-oss:20b"),
            Case("scope.previous", "session "),
            Case("statistic.open", "━ 2 Detail"),
        ],
    ),
    "filter": (
        (),
        [
            Case("filter.toggle", "There is no filter yet"),
            Case("filter.edit", "keys", after=ESCAPE),
            Case("filter.down", "6 of 39, filtered", before=("f",), typed="is:", waited="error", after=ESCAPE),
            Case("filter.up", "39 filtered out", before=("f",), typed="is:", waited="error", after=ESCAPE),
            Case("filter.complete", "is:error", before=("f",), typed="is:er", waited="failed, or", after=ESCAPE),
            Case("filter.drop", "─ 39 of 39", before=("f",), typed="is:error", waited=" of 39, filtered"),
            Case("filter.apply", "is:error   ", before=("f",), typed="is:error", waited=" of 39, filtered"),
        ],
    ),
    "search": (
        (),
        [
            Case("search.open", "words, ", after=ESCAPE),
            Case("search.leave", "━ 1 Exchanges", before=("ctrl+f",)),
            Case(
                "search.results",
                "enter open",
                before=("ctrl+f", "f"),
                typed="test_retry.py:11",
                waited=" hits, 1 line could not",
                after=ESCAPE,
            ),
            Case("search.edit", "enter results", before=("ctrl+f",), after=ESCAPE),
            Case("search.hit", "━ 2 Detail", before=("ctrl+f",), after=("1",)),
        ],
    ),
    "nothing captured": (
        (),
        [Case("command.first", "copied 9 B"), Case("demo", "Type it in a terminal: codex-tui demo")],
    ),
}
"""By what is shown: the keys that lead there, and what is pressed there, one after the other."""

PROVED = {
    **{f"choice.{number}": "test_choice.py: test_each_of_the_first_nine_has_a_key" for number in range(1, 10)},
    "notices.drop": "test_app.py: test_what_is_wrong_with_the_settings_stays_until_escape_and_costs_no_step_back",
    "setup.use": "test_wizard.py: test_enter_starts_the_capture_and_the_first_call_opens_the_inspector",
    "setup.back": "test_wizard.py: test_escape_looks_at_the_step_before",
    "setup.skip": "test_wizard.py: test_without_a_local_model_the_command_is_for_openai",
    "setup.again": "test_wizard.py: test_without_ollama_it_says_how_to_start_it_and_looks_again",
    "setup.quit": "test_wizard.py: test_it_stops_first_where_it_wants_an_answer",
    "command.second": "test_wizard.py: test_enter_starts_the_capture_and_the_first_call_opens_the_inspector",
    "doctor": "test_report.py: test_i_makes_every_check_of_this_machine",
    "fix.copy": "test_report.py: test_the_doctor_shows_what_is_wrong_and_copies_what_mends_it",
    "check.again": "test_report.py: test_the_doctor_shows_what_is_wrong_and_copies_what_mends_it",
    "search.stop": "test_search.py: test_a_search_can_be_stopped",
    "language": "test_filter.py: test_what_may_be_typed_is_explained_where_one_types",
    "quit": "test_quit.py: test_quitting_asks_and_can_be_thought_better_of",
    "empty.quit": "test_keys.py: test_q_ends_it_where_nothing_is_captured",
    "suspend": "test_in_terminal.py: test_it_can_be_suspended_and_resumed",
}
"""What needs another machine, a real terminal or the end of the program: where it is pressed."""


def test_every_key_has_its_case() -> None:
    cased = {case.action for _, cases in WALKS.values() for case in cases}
    keyed = {name for name, act in ACTS.items() if not act.keys.startswith(UNBOUND)}
    assert keyed - cased == PROVED.keys()
    for file, _, test in (place.partition(": ") for place in PROVED.values()):
        assert f"def {test}(" in (Path(__file__).parent / file).read_text()


def picture(pilot: Pilot[Any]) -> list[list[tuple[str, object]]]:
    """What is seen, with its colours."""
    return [[(segment.text, segment.style) for segment in strip] for strip in strips(pilot)]


def is_at(pilot: Pilot[Any], words: str) -> bool:
    """Whether a cursor's mark stands before them."""
    return not words or any(line.partition("▌")[2].lstrip().startswith(words) for line in rows(pilot))


def test_every_case_says_what_is_to_be_seen() -> None:
    assert [case.action for _, cases in WALKS.values() for case in cases if not (case.said or case.row)] == []


@pytest.mark.parametrize("walk", WALKS)
async def test_each_key_shows_its_effect_and_the_palette_offers_it(
    walk: str, captures: Path, request: pytest.FixtureRequest
) -> None:
    lead, cases = WALKS[walk]
    if walk != "nothing captured":
        request.getfixturevalue("told")
        append(captures, b"junk\n")
    async with inspecting(captures) as pilot:
        await press(pilot, *lead)
        for case in cases:
            for key in ACTS[case.action].keys.split(","):
                await shows(pilot, case, _key_to_press(key))


async def test_q_ends_it_where_nothing_is_captured(captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await pilot.press("q")
        await sees(pilot, lambda: not pilot.app.is_running)


async def shows(pilot: Pilot[Any], case: Case, key: str) -> None:
    for each in case.before:
        await press(pilot, each)
    if case.typed:
        assert isinstance(pilot.app.focused, PromptInput)
        pilot.app.focused.value = ""
        if case.action.startswith("search."):  # what was found before is still there for a moment
            await sees(pilot, lambda: case.waited not in text(pilot))
        pilot.app.focused.insert_text_at_cursor(case.typed)
        await sees(pilot, lambda: case.waited in text(pilot))
    await settle(pilot)
    offered = {entry.title for entry in Actions(pilot.app.screen)._entries()}
    assert ACTS[case.action].title in offered or case.action == "palette"
    seen = picture(pilot)
    await press(pilot, key)
    try:
        await sees(pilot, lambda: case.said in text(pilot) and is_at(pilot, case.row) and picture(pilot) != seen)
    except AssertionError:
        raise AssertionError(f"{case.action}: {key} shows no {case.said or case.row!r}:\n{text(pilot)}") from None
    for each in case.after:
        await press(pilot, each)


def _key_to_press(key: str) -> str:
    return _character_to_key(key) if len(key) == 1 else key
