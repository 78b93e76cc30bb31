"""What stands on the screen while nothing is captured: each state says what happened and what to type."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from codex_tui.doctor.facts import Ollama
from codex_tui.errors import CodexTuiError
from codex_tui.proxy.codex import NEWEST, codex_of
from codex_tui.proxy.status import Connection, Errors, Seen, Status
from codex_tui.tui import advice, desk
from codex_tui.tui.app import Inspector
from codex_tui.tui.feed import Feed, News
from codex_tui.tui.standing import Standing
from codex_tui.tui.widgets.empty.empty import Advice, EmptyState
from codex_tui.tui.widgets.frame.status_bar import Recording
from tests.records import Journal, append
from tests.tui import story
from tests.tui.host import Size, inspecting, press, row_with, rows, sees, settle, showing, style_at, text
from tests.tui.test_hostile import EVIL, is_clean

OLD = codex_of((0, 80, 0), "--local-provider")


def status(**facts: Any) -> Status:
    return Status(running=True, captures=Path("/captures"), port=18110, mitmproxy="12.2.3", **facts)


def passed(what: str, host: str = "api.openai.com") -> Connection:
    return Connection(at="2025-11-22T11:00:52.000000Z", host=host, client="127.0.0.1:5123", what=what)


def refused() -> Status:
    recent = [passed("tls_refused")] * 3 + [passed("tunnelled", "github.com")] * 9
    return status(seen=Seen(connections=12, tls_refused={"api.openai.com": 3}, recent=recent))


async def shown(page: Advice, size: Size = (120, 35)) -> tuple[str, Any]:
    """The page, and the ink of its heading."""
    widget = EmptyState()
    async with showing(widget, size) as pilot:
        widget.show(page)
        await settle(pilot)
        assert is_clean(pilot)
        return text(pilot), style_at(pilot, page.heading).color


async def test_tls_refused_is_told_with_who_and_why() -> None:
    screen, _ = await shown(advice.why(refused(), OLD, story.NOW))
    assert "▲ 12 connections, TLS refused by the client" in screen
    assert screen.count("✗ did not trust the certificate") == 3
    assert "ignores CODEX_CA_CERTIFICATE" in screen
    assert 'codex-tui run -- codex exec --skip-git-repo-check "say hello"' in screen
    assert "11:00:52" in screen


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (Seen(connections=2, connect_errors={"localhost": 2}), ["the server does not answer", "ollama serve"]),
        (Seen(connections=4, tunnelled={"github.com": 4}), ["no model call", "github.com", "NO_PROXY"]),
        (Seen(connections=1, requests=3), ["1 connection, no model call", "3 requests to no model"]),
    ],
)
async def test_each_reason_for_seeing_nothing_has_its_own_help(seen: Seen, told: list[str]) -> None:
    assert advice.nothing_asked(seen)
    screen, _ = await shown(advice.why(status(seen=seen), NEWEST, story.NOW))
    assert [words for words in told if words not in screen] == []
    assert "codex-tui run -- codex exec --oss" in screen


@pytest.mark.parametrize("width", [44, 53, 60, 76, 98])
async def test_no_word_of_it_is_cut_where_a_list_is_narrow(width: int) -> None:
    widget = EmptyState()
    async with showing(widget, (width, 60)) as pilot:
        widget.show(advice.why(refused(), OLD, story.NOW))
        await settle(pilot)
        said = " ".join(text(pilot).split())
    assert "▲ 12 connections, TLS refused by the client" in said
    assert "This page goes away by itself when a model call passes." in said


async def test_keys_that_a_narrow_list_has_no_room_for_stand_on_another_line(captures: Path) -> None:
    append(captures, *SIDE)
    async with inspecting(captures, (104, 35)) as pilot:
        await sees(pilot, lambda: "No model call yet" in text(pilot))
        more = row_with(pilot, "More:").split("│")[0]
        assert more.split() == ["More:", "i", "doctor,", "every", "check"]
        assert "L proxy log" in text(pilot)


def test_a_model_call_ends_the_question() -> None:
    assert not advice.nothing_asked(Seen(connections=1, requests=2, model_calls=1))
    assert not advice.nothing_asked(Seen())


async def test_what_is_wrong_is_red_and_what_was_wanted_is_not() -> None:
    lost = status(errors=Errors(count=3, last=f"No space left on device {EVIL}"))
    pages = {
        "What passes now is kept until it can be written; Codex is not held up by that. 3 errors": advice.unwritten(
            lost
        ),
        "It was killed.": advice.ended("It was killed."),
        "Port 18110": advice.not_started("Port 18110 is taken."),
        "codex-tui start": advice.stopped(),
    }
    inks = {}
    for words, page in pages.items():
        screen, inks[words] = await shown(page)
        assert words in screen
        assert "$ " in screen  # a command that mends it
    plain = inks.pop("codex-tui start")
    assert plain not in inks.values()
    assert len(set(inks.values())) == 1
    assert "df -h /captures" in advice.unwritten(lost).commands[0][1][0]


async def test_ollama_and_a_bypass_are_among_what_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    there = Ollama(url="http://127.0.0.1:11434", version="0.13.5", models=("a", "gpt-oss:20b"))
    screen, _ = await shown(advice.ready(status(), NEWEST, story.NOW, there, "gpt-oss:20b"))
    assert "✓ ollama       0.13.5 on 127.0.0.1:11434, 2 models" in screen
    monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
    screen, _ = await shown(advice.ready(status(), NEWEST, story.NOW, there, "qwen3:8b"))
    assert "▲ ollama       0.13.5 on 127.0.0.1:11434, 2 models, without qwen3:8b: ollama pull qwen3:8b" in screen
    assert "▲ NO_PROXY     is 'localhost,127.0.0.1' here" in screen
    nowhere = Ollama(url="http://127.0.0.1:11434", problem="Connection refused")
    screen, _ = await shown(advice.ready(status(), NEWEST, story.NOW, nowhere))
    assert "▲ ollama       does not answer on 127.0.0.1:11434 (connection refused)" in screen


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 50)])
async def test_the_command_is_seen_at_every_size(size: Size) -> None:
    pages = [advice.why(refused(), OLD, story.NOW), advice.ready(status(), NEWEST, story.NOW)]
    for page in pages:
        screen, _ = await shown(page, (size[0], size[1] - 4))
        assert "codex-tui run --" in screen


async def test_headings_stand_apart_longer_than_commands_have_room_around_them() -> None:
    screen, _ = await shown(advice.why(refused(), OLD, story.NOW), (80, 20))
    lines = screen.splitlines()
    heading = next(row for row, line in enumerate(lines) if "What to do" in line)
    assert lines[heading - 1].strip() == ""
    assert "Start it again" in next(line for before, line in zip(lines[1:], lines, strict=False) if "$ " in before)


async def test_the_keys_of_the_page_are_those_that_count(captures: Path) -> None:
    async with inspecting(captures) as pilot:
        assert "d demo, made-up traffic    i doctor, every check    L proxy log" in text(pilot)
        assert "Type it in a terminal: codex-tui demo" in await press(pilot, "d")


async def test_the_status_bar_says_that_nobody_asked_a_model(captures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = Inspector(captures, None, story.clock)
    app.inspector.recording = lambda: Recording("on", "127.0.0.1", 18110, unasked=3)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot)
        assert "3 connections   ▲ no model call" in rows(pilot)[0]


async def test_a_page_is_not_in_the_way_of_what_is_captured(told: Journal, captures: Path) -> None:
    app = Inspector(captures, None, story.clock)
    app.standing.advice = lambda _now: advice.stopped()  # type: ignore[method-assign]
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot)
        assert "Not recording" not in text(pilot)


SIDE = [story.side(number, number, f"http://api.github.com/{number}") for number in range(1, 4)]


async def test_where_only_side_traffic_passed_the_page_stands_above_it(captures: Path) -> None:
    append(captures, *SIDE)
    seen = Seen(connections=3, requests=3)
    app = Inspector(captures, None, story.clock)
    app.standing.advice = lambda now: advice.why(status(seen=seen), NEWEST, now)  # type: ignore[method-assign]
    async with app.run_test(size=(160, 45), notifications=True) as pilot:
        await settle(pilot)
        await sees(pilot, lambda: "▲ 3 connections, no model call" in text(pilot))
        assert "▌    ▸ 3 side requests" in rows(pilot)[-3]
        assert "y copy" in row_with(pilot, "codex-tui run --")
        assert "copied " in await press(pilot, "y")
        await press(pilot, "enter", "G")
        assert "✓ GET /3" in rows(pilot)[-3]
        assert "y copy" not in row_with(pilot, "codex-tui run --")
        assert "the response body" in await press(pilot, "y")
        await press(pilot, "escape", "h", "h")
        assert "▸ 3 side requests" in rows(pilot)[-3]
        append(captures, *story.history()[-3:])
        await sees(pilot, lambda: "no model call" not in text(pilot))
        assert "OUTCOME" in text(pilot)
        assert "▸ 3 side requests" in rows(pilot)[-3]


async def test_a_proxy_that_saw_nothing_says_of_older_side_traffic_what_it_is(captures: Path) -> None:
    append(captures, *SIDE)
    async with inspecting(captures) as pilot:
        await sees(pilot, lambda: "No model call yet" in text(pilot))
        assert "Only side traffic was captured" in text(pilot)
    page = advice.only_side(advice.ready(status(), NEWEST, story.NOW))
    assert page.text.endswith("Start Codex through it, from another terminal:")
    assert advice.only_side(advice.stopped()).heading == "No model call yet"
    assert advice.only_side(advice.ended("It was killed.")).heading == "The proxy has ended"


async def test_a_filter_that_leaves_only_side_traffic_teaches_nothing(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        pilot.app.inspector.use_filter("path:mcp")  # type: ignore[attr-defined]
        await settle(pilot)
        assert "No model call" not in text(pilot)


async def test_a_capture_that_cannot_be_written_is_told_over_the_list_with_what_mends_it(
    told: Journal, captures: Path
) -> None:
    async with inspecting(captures) as pilot:
        lost = Errors(count=2, last="storing: No space left on device")
        proxy: Any = SimpleNamespace(status=status(errors=lost), stopped=False, running=None)
        pilot.app.standing.follow(proxy, None)  # type: ignore[attr-defined]
        await sees(pilot, lambda: "Make room in /captures" in text(pilot))
        assert rows(pilot)[0].startswith(" ✗ the capture cannot be written: No space left on device  ")
        await press(pilot, "escape")
        assert "Make room" not in text(pilot)


async def test_a_message_goes_by_itself_once_it_is_no_longer_true(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        lost = Errors(count=2, last="storing: No space left on device")
        proxy: Any = SimpleNamespace(status=status(errors=lost), stopped=False, running=None)
        pilot.app.standing.follow(proxy, None)  # type: ignore[attr-defined]
        await sees(pilot, lambda: "Make room in /captures" in text(pilot) and "esc dismiss" in rows(pilot)[-1])
        proxy.status = status(errors=Errors(count=2, last=lost.last, over=True))
        await sees(pilot, lambda: "Make room" not in text(pilot) and "esc dismiss" not in rows(pilot)[-1])
        assert "It goes on now." in text(pilot)


@pytest.mark.parametrize("key", ["y", "s", "ctrl+p"])
async def test_it_hides_nothing_that_is_chosen_from(key: str, told: Journal, captures: Path) -> None:
    async with inspecting(captures, (80, 24)) as pilot:
        before = (await press(pilot, key)).splitlines()[3:19]
        lost = Errors(count=2, last="storing: No space left on device")
        proxy: Any = SimpleNamespace(status=status(errors=lost), stopped=False, running=None)
        pilot.app.standing.follow(proxy, None)  # type: ignore[attr-defined]
        await sees(pilot, lambda: "Make room in /captures" in text(pilot))
        assert rows(pilot)[3:19] == before


async def test_that_the_history_could_not_be_read_is_said_until_it_can(
    told: Journal, captures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "_BROKEN", 0.01)
    broken = True
    async with inspecting(captures) as pilot:
        poll = Feed.poll

        def breaking(feed: Feed) -> News:
            if broken:
                raise CodexTuiError("The disk went away.", "Bring it back.")
            return poll(feed)

        monkeypatch.setattr(Feed, "poll", breaking)
        await sees(pilot, lambda: "The disk went away." in text(pilot))
        broken = False
        await sees(pilot, lambda: "The disk went away." not in text(pilot))


def test_what_goes_on_again_is_told_once_and_what_was_stopped_is_not() -> None:
    standing = Standing(None)
    proxy: Any = SimpleNamespace(status=status(), stopped=False)
    standing.follow(proxy, None)
    assert standing.news() == ""
    proxy.status = Status(running=False, captures=Path("/captures"), problem="The proxy ended by signal 9.")
    assert standing.news() == ""
    proxy.status = status()
    assert standing.news() == "The proxy ended by signal 9. It goes on now."
    assert standing.news() == ""
    proxy.status = status(errors=Errors(count=2, last="storing: No space left on device"))
    assert standing.news() == ""
    proxy.status = status(errors=Errors(count=2, last="storing: No space left on device", over=True))
    assert standing.news() == "The capture could not be written. It goes on now."
    proxy.status, proxy.stopped = Status(running=False, captures=Path("/captures"), problem="It was stopped."), True
    assert standing.news() == ""
    proxy.status = status()
    assert standing.news() == ""
