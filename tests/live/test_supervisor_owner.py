"""A proxy ends with its owner, however that ends, unless it was told to live on."""

import json
import os
import signal
import sys
from pathlib import Path
from subprocess import Popen

import psutil

from codex_tui.proxy.registry import find_running
from tests.deadline import eventually
from tests.processes import Processes

# Starts a proxy, says which, and then does what the first line of its input says.
OWNER = """
import asyncio, subprocess, sys
from pathlib import Path
from codex_tui.proxy import ProxyOptions, Supervisor

async def main():
    supervisor = Supervisor(ProxyOptions(captures=Path(sys.argv[1]), port=0, ollama_port=0))
    await supervisor.start()
    # A child that inherits whatever can be inherited, and outlives us.
    child = subprocess.Popen(["sleep", "600"], close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print(supervisor.status.pid, child.pid, flush=True)
    if (await asyncio.to_thread(sys.stdin.readline)).strip() == "detach":
        await supervisor.detach()
        assert supervisor.status.running and not supervisor.owned

asyncio.run(main())
"""


def own(processes: Processes, captures: Path) -> tuple[Popen[str], int, int]:
    """An owner, its proxy's pid, and that of its other child."""
    owner = processes.start([sys.executable, "-c", OWNER, captures])
    assert owner.stdout
    proxy, child = owner.stdout.readline().split()
    return owner, int(proxy), int(child)


def test_a_proxy_whose_owner_is_killed_ends(captures: Path, processes: Processes) -> None:
    owner, proxy, child = own(processes, captures)
    owner.kill()
    eventually(lambda: not psutil.pid_exists(proxy), "the end of the proxy")
    assert psutil.pid_exists(child)
    os.kill(child, signal.SIGKILL)
    assert find_running() is None
    assert not (captures / "proxy.json").exists()


def test_a_proxy_whose_owner_forgets_it_ends(captures: Path, processes: Processes) -> None:
    owner, proxy, child = own(processes, captures)
    owner.communicate("end\n", timeout=30)
    eventually(lambda: not psutil.pid_exists(proxy), "the end of the proxy")
    os.kill(child, signal.SIGKILL)


def test_a_detached_proxy_lives_on_and_is_found(captures: Path, processes: Processes) -> None:
    owner, proxy, child = own(processes, captures)
    owner.communicate("detach\n", timeout=30)
    assert owner.returncode == 0
    os.kill(child, signal.SIGKILL)
    running = find_running(captures)
    assert running is not None
    assert running.pid == proxy
    said = json.loads((captures / "proxy.json").read_bytes())
    assert said["port"] == running.port
    os.kill(proxy, signal.SIGTERM)
    eventually(lambda: not psutil.pid_exists(proxy), "the end of the proxy")


def test_a_proxy_does_not_hear_the_terminals_ctrl_c(captures: Path, processes: Processes) -> None:
    owner, proxy, child = own(processes, captures)
    assert os.getsid(proxy) == proxy
    owner.kill()
    os.kill(child, signal.SIGKILL)
