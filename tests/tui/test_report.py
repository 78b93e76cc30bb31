"""The proxy's log and the doctor, as screens."""

from pathlib import Path

from codex_tui.doctor import Check
from codex_tui.proxy.log_tail import LogTail
from codex_tui.tui.app import Inspector
from codex_tui.tui.screens.report import DoctorScreen
from codex_tui.tui.widgets.lines.quoted import command_of
from tests.records import Journal
from tests.tui.host import inspecting, press, rows, sees, style_at, text
from tests.tui.test_hostile import EVIL, is_clean

CHECKS = [
    Check(check="codex", state="ok", evidence="0.169.0. `codex-tui run` leads it."),
    Check(check="settings", state="warn", evidence="One is no setting.", fix="Mend it."),
    Check(check="ports", state="fail", evidence=f"18110 is taken by {EVIL}.", fix="`kill 7`, or `codex-tui start`."),
    Check(check="ollama", state="warn", evidence="Nothing answers. " * 12, fix="Start it."),
]


def test_a_log_is_read_from_its_last_lines_on(tmp_path: Path) -> None:
    path = tmp_path / "proxy.log"
    tail = LogTail(path, most=30)
    assert tail.read() == ("", False)
    path.write_text("".join(f"line {n}\n" for n in range(9)) + "half")
    assert tail.read() == ("line 6\nline 7\nline 8\n", True)
    with path.open("a") as file:
        file.write(" a line\nnext")
    assert tail.read() == ("half a line\n", False)
    path.write_text("anew\n")
    assert tail.read() == ("anew\n", True)
    path.unlink()
    assert tail.read() == ("", True)


async def test_the_log_is_followed_and_harmless(told: Journal, captures: Path) -> None:
    log = captures / "proxy.log"
    log.write_text("[11:04:27.123] all is well\n")
    async with inspecting(captures) as pilot:
        await press(pilot, "L")
        await sees(pilot, lambda: "all is well" in text(pilot))
        assert "Proxy log" in rows(pilot)[1]
        with log.open("a") as file:
            file.write(f"[11:04:28.001] ValueError: {EVIL}\n" + "".join(f"line {n}\n" for n in range(100)))
        await sees(pilot, lambda: "line 99" in text(pilot) and "102 lines, following" in rows(pilot)[-2])
        await press(pilot, "g")
        assert "102 lines" in rows(pilot)[-2]
        assert "following" not in rows(pilot)[-2]
        assert "␛]0;owned" in text(pilot)
        assert style_at(pilot, "ValueError").color != style_at(pilot, "all is well").color
        assert is_clean(pilot)
        await press(pilot, "t")
        assert "following" in rows(pilot)[-2]
        assert "Keys of Proxy log" in await press(pilot, "question_mark")
        await press(pilot, "escape", "q")
        assert "1 Exchanges" in rows(pilot)[1]


async def test_an_empty_log_says_what_that_means(captures: Path) -> None:
    async with inspecting(captures) as pilot:
        assert "L proxy log" in rows(pilot)[-1]
        assert "The log is empty" in await press(pilot, "L")


async def test_the_doctor_shows_what_is_wrong_and_copies_what_mends_it(captures: Path) -> None:
    looks: list[int] = []

    def look() -> list[Check]:
        looks.append(1)
        return CHECKS

    async with inspecting(captures) as pilot:
        app = pilot.app
        assert isinstance(app, Inspector)
        await app.push_screen(DoctorScreen(app.inspector, look))
        await sees(pilot, lambda: "4 checks, 1 failed, 2 warnings" in rows(pilot)[-2])
        assert text(pilot).count("✗ ports") == text(pilot).count("▲ ollama") == text(pilot).count("✓ codex") == 1
        assert "→ kill 7, or codex-tui start." in text(pilot)
        assert is_clean(pilot)
        await press(pilot, "y")
        await sees(pilot, lambda: app.clipboard == "kill 7")
        await press(pilot, "}", "y", "{")
        await sees(pilot, lambda: app.clipboard == "Start it.")
        await press(pilot, "slash", *"answers", "enter", "n")
        assert "2 of 12 hits" in rows(pilot)[-2]
        await press(pilot, "escape")
        await press(pilot, "i")
        await sees(pilot, lambda: len(looks) == 2)
        await press(pilot, "escape")
        assert "Nothing captured yet" in text(pilot)


def test_of_several_commands_the_first_is_copied() -> None:
    assert command_of("`kill 7`, or `codex-tui start`.") == "kill 7"
    assert command_of("Start it.") == "Start it."


async def test_i_makes_every_check_of_this_machine(told: Journal, captures: Path) -> None:
    async with inspecting(captures) as pilot:
        await pilot.press("i")
        await sees(pilot, lambda: "17 checks" in rows(pilot)[-2])
        await press(pilot, "G")
        assert "120 × 35" in text(pilot)
        assert "No capture runs" in text(pilot)
