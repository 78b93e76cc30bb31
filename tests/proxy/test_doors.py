"""Options become real ports, or a sentence."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from codex_tui.errors import CodexTuiError, WrongUsage
from codex_tui.proxy.doors import plan_doors
from codex_tui.proxy.options import ProxyOptions
from codex_tui.proxy.ports import PortTaken


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def options(port: int = 0, ollama_port: int | None = 0, **others: object) -> ProxyOptions:
    return ProxyOptions(captures=Path("/c"), port=port, ollama_port=ollama_port, **others)  # type: ignore[arg-type]


def test_port_0_becomes_any_free_one() -> None:
    doors, notices = plan_doors(options(), {})
    assert doors.port
    assert doors.ollama_port
    assert doors.port != doors.ollama_port
    assert doors.upstream == "http://127.0.0.1:11434"
    assert notices == []


def test_a_taken_forward_port_is_an_error(taken: int) -> None:
    with pytest.raises(PortTaken):
        plan_doors(options(port=taken), {})


def test_a_taken_ollama_port_that_nobody_asked_for_is_left_out_and_told(taken: int) -> None:
    doors, notices = plan_doors(options(ollama_port=taken), {})
    assert doors.ollama_port is None
    assert "without its door to Ollama" in notices[0]
    assert str(taken) in notices[0]


def test_a_taken_ollama_port_that_was_asked_for_is_an_error(taken: int) -> None:
    with pytest.raises(PortTaken, match=str(taken)):
        plan_doors(options(ollama_port=taken, ollama_port_required=True), {})


def test_the_default_ollama_port_gives_way_to_a_forward_port_of_that_number() -> None:
    doors, notices = plan_doors(options(port=18111, ollama_port=18111), {})
    assert (doors.port, doors.ollama_port) == (18111, None)
    assert "forward proxy" in notices[0]


def test_two_same_ports_are_refused() -> None:
    with pytest.raises(WrongUsage, match="Both doors"):
        plan_doors(options(port=4000, ollama_port=4000), {})
    with pytest.raises(WrongUsage, match="Both doors"):
        plan_doors(options(port=18111, ollama_port=18111, ollama_port_required=True), {})


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_out_of_range_is_wrong_usage(port: int) -> None:
    with pytest.raises(WrongUsage, match="is no port"):
        plan_doors(options(port=port), {})
    with pytest.raises(WrongUsage, match="is no port"):
        plan_doors(options(ollama_port=port), {})


def test_the_upstream_is_where_ollama_host_says() -> None:
    assert plan_doors(options(), {"OLLAMA_HOST": "10.0.0.1"})[0].upstream == "http://10.0.0.1:11434"


def test_an_upstream_by_option_comes_first() -> None:
    assert plan_doors(options(upstream="http://h:1"), {"OLLAMA_HOST": "x"})[0].upstream == "http://h:1"


def test_an_upstream_that_is_our_own_port_is_refused() -> None:
    port = plan_doors(options(), {})[0].port
    with pytest.raises(WrongUsage, match="would ask itself"):
        plan_doors(options(port=port), {"OLLAMA_HOST": f"localhost:{port}"})


def test_an_ollama_host_that_no_door_can_stand_before_costs_that_door_only() -> None:
    doors, notices = plan_doors(options(), {"OLLAMA_HOST": "http://host/path"})
    assert doors.ollama_port is None
    assert len(notices) == 1
    with pytest.raises(CodexTuiError):
        plan_doors(options(ollama_port_required=True), {"OLLAMA_HOST": "http://host/path"})


def test_without_the_door_its_upstream_does_not_matter() -> None:
    doors, notices = plan_doors(options(ollama_port=None), {"OLLAMA_HOST": "http://host/path"})
    assert (doors.ollama_port, doors.upstream, notices) == (None, None, [])


def test_an_open_address_is_told_with_what_it_opens() -> None:
    doors, notices = plan_doors(options(listen_host="0.0.0.0"), {})
    assert str(doors.port) in notices[0]
    assert str(doors.ollama_port) in notices[0]
    assert plan_doors(options(listen_host="localhost"), {})[1] == []
