"""A taken port is told with who holds it and what is free."""

import errno
import os
import re
import socket
from collections.abc import Iterator

import pytest

from codex_tui.errors import CodexTuiError, WrongUsage
from codex_tui.proxy import ports
from codex_tui.proxy.ports import Address, PortTaken, any_free_port, free_port, require_free


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_names_its_holder_and_a_free_one(taken: int) -> None:
    with pytest.raises(PortTaken) as told:
        require_free("127.0.0.1", taken, "--port")
    assert f"(pid {os.getpid()})" in told.value.message
    offered = re.search(r"--port (\d+)", told.value.hint)
    assert offered
    require_free("127.0.0.1", int(offered[1]), "--port")


def test_a_port_that_only_root_may_take_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def bound(where: Address) -> socket.socket:
        if where[1][1] == 80:
            raise PermissionError(errno.EACCES, "Permission denied")
        return socket.socket()

    monkeypatch.setattr(ports, "_bound", bound)
    monkeypatch.setattr(ports, "any_free_port", lambda _host: 4321)
    with pytest.raises(CodexTuiError, match="not for ordinary programs") as told:
        require_free("127.0.0.1", 80, "--port")
    assert told.value.hint == "Use --port 4321, which is free."


def test_a_port_whose_server_just_ended_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            server.accept()[0].close()
    require_free("127.0.0.1", port, "--port")


def test_a_free_port_can_be_had_that_is_none_of_some() -> None:
    assert any_free_port("127.0.0.1", but=range(1, 32768)) >= 32768


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "not an address"])
def test_an_address_of_another_machine_is_refused(host: str) -> None:
    with pytest.raises(WrongUsage, match="no address of this machine"):
        require_free(host, 0, "--port")
    with pytest.raises(WrongUsage, match="no address of this machine"):
        any_free_port(host)


def test_a_preferred_port_is_taken_where_it_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        assert free_port("127.0.0.1", taken) != taken
    assert free_port("127.0.0.1", taken) == taken
