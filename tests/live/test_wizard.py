"""The set-up in a real terminal, with the real Codex, to the first token."""

import os
from collections.abc import Callable
from pathlib import Path

from codex_tui.demo.scenario import Answer, Message, Scenario, Turn
from codex_tui.demo.server import ModelServer
from codex_tui.proxy.registry import find_running
from tests.deadline import eventually
from tests.live.codex import codex_environment, codex_exec, find_codex, needs_codex, workspace
from tests.processes import PROGRAM, Processes
from tests.terminal import Terminal, needs_tmux

HELLO = Scenario((Turn((Answer(items=(Message("Hello to whoever reads this."),)),)),))


@needs_tmux
@needs_codex
def test_one_key_leads_from_the_wizard_to_codex_s_first_answer(
    tmp_path: Path, captures: Path, model_server: Callable[..., ModelServer], processes: Processes
) -> None:
    server = model_server(HELLO)
    with Terminal(120, 35) as terminal:
        command = [*PROGRAM, "wizard", "--captures", captures, "--port", "0", "--ollama-port", "0"]
        path = f"{Path(find_codex() or '').parent}{os.pathsep}{os.environ['PATH']}"
        terminal.start(command, {"OLLAMA_HOST": f"127.0.0.1:{server.port}", "PATH": path})
        assert "13.8 GB" in terminal.wait_for("Use gpt-oss:20b")
        terminal.press("Enter")
        terminal.wait_for("It records.")
        running = eventually(lambda: find_running(captures), "the capture")
        terminal.wait_for(f"codex-tui run --port {running.port} -- codex exec")
        ran = processes.run(
            [*PROGRAM, "run", "--port", str(running.port), "--", *codex_exec("say hello")],
            env=codex_environment(tmp_path, server.url),
            cwd=workspace(tmp_path),
        )
        assert ran.code == 0, ran
        assert "1 Exchanges" in terminal.wait_for("Hello to whoever reads this.")
        terminal.press("C-q")
        assert terminal.wait_for_end() == 0
    assert find_running(captures) is None
