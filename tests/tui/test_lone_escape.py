"""How soon an escape that comes alone is heeded."""

import os
import selectors

import pytest
from textual import constants
from textual.drivers import linux_driver

from codex_tui.tui import lone_escape


@pytest.fixture
def heeded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ESCDELAY", raising=False)
    monkeypatch.setattr(constants, "ESCAPE_DELAY", 0.1)
    monkeypatch.setattr(linux_driver, "selectors", selectors)
    lone_escape.heed_soon()


def test_after_something_was_read_the_driver_waits_only_for_what_may_follow(
    heeded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float | None] = []
    waiting = selectors.SelectSelector.select

    def select(selector: selectors.SelectSelector, timeout: float | None = None) -> list[object]:
        waits.append(timeout)
        return list(waiting(selector, 0))

    monkeypatch.setattr(selectors.SelectSelector, "select", select)
    reading, writing = os.pipe()
    try:
        chosen = vars(linux_driver)["selectors"]
        selector = chosen.SelectSelector()
        selector.register(reading, chosen.EVENT_READ)
        selector.select(0.1)
        os.write(writing, b"\x1b")
        selector.select(0.1)
        os.read(reading, 1)
        selector.select(0.1)
        selector.select(0.1)
    finally:
        os.close(reading)
        os.close(writing)
    first, second, soon, last = waits
    assert (first, second, last) == (0.1, 0.1, 0.1)
    assert soon is not None
    assert constants.ESCAPE_DELAY < soon < 0.1


def test_the_driver_asks_for_nothing_else(heeded: None) -> None:
    names = linux_driver.LinuxDriver.run_input_thread.__code__.co_names
    assert {name for name in dir(selectors) if name[0].isupper() and name in names} == {
        "SelectSelector",
        "EVENT_READ",
    }


def test_a_delay_that_was_asked_for_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESCDELAY", "300")
    monkeypatch.setattr(constants, "ESCAPE_DELAY", 0.3)
    monkeypatch.setattr(linux_driver, "selectors", selectors)
    lone_escape.heed_soon()
    assert constants.ESCAPE_DELAY == 0.3
