"""What the set-up finds, step by step, and which commands come out of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from codex_tui.demo.scenario import Scenario
from codex_tui.demo.server import ModelServer
from codex_tui.doctor.facts import Directory, Door, Ollama
from codex_tui.doctor.models import Model, ask_models, preferred
from codex_tui.doctor.ollama import ask_ollama
from codex_tui.doctor.setup import (
    captures_step,
    codex_step,
    commands_for,
    on_free_ports,
    ports_step,
    server_step,
    small_context,
)
from codex_tui.proxy import ProxyOptions
from codex_tui.proxy.codex import NEWEST
from tests.doctor.facts import CAPTURES, OLD, RUNNING, STRICT, facts, stopped

BIG = Model(name="big", size=18_600_000_000, context=65_536, abilities=("completion", "tools"))
TAKEN = (Door(port=18110, problem="Port 18110 is taken by nginx (pid 7). Use --port 4000."), Door(port=18111))


def test_where_all_is_well_no_step_wants_a_person() -> None:
    steps = [step(stopped()) for step in (codex_step, server_step, ports_step, captures_step)]
    assert [step.wrong for step in steps] == [False] * 4
    assert [step.value for step in steps] == ["0.169.0", "Ollama 0.13.5", "18110, 18111", str(CAPTURES)]


def test_what_is_missing_comes_with_what_mends_it() -> None:
    assert codex_step(stopped(codex=None)).commands == ["npm install -g @openai/codex"]
    (command,) = server_step(stopped(ollama=Ollama(url="http://127.0.0.1:11434", problem="refused"))).commands
    assert command == "OLLAMA_CONTEXT_LENGTH=65536 OLLAMA_FLASH_ATTENTION=1 ollama serve"
    old = Ollama(url="http://127.0.0.1:11434", version="0.12.0")
    assert server_step(stopped(ollama=old, codex=STRICT)).wrong
    assert ports_step(stopped(mitmdump=None)).commands == ["pip install mitmproxy"]
    assert captures_step(stopped(directory=Directory(path=CAPTURES, free=0, problem="It cannot."))).wrong


def test_a_capture_that_runs_is_used() -> None:
    step = ports_step(facts())
    assert not step.wrong
    assert step.value == "18110, runs already"


def test_a_taken_port_gives_way_to_any_free_one_unless_it_was_asked_for() -> None:
    options = ProxyOptions(captures=CAPTURES)
    assert not ports_step(stopped(doors=TAKEN)).wrong
    assert on_free_ports(options, stopped()) == options
    assert on_free_ports(options, stopped(doors=TAKEN)).port == 0
    assert on_free_ports(replace(options, port_required=True), stopped(doors=TAKEN)).port == 18110
    second = (Door(port=18110), Door(port=18111, problem="Taken."))
    assert on_free_ports(options, stopped(doors=second)).ollama_port == 0


@pytest.mark.parametrize(
    ("codex", "port", "chosen", "commands"),
    [
        (
            NEWEST,
            18110,
            "qwen3:8b",
            [
                "codex-tui run -- codex exec --oss --local-provider ollama -m qwen3:8b --skip-git-repo-check "
                '"say hello"',
                "codex-tui run -- codex --oss --local-provider ollama -m qwen3:8b",
            ],
        ),
        (
            OLD,
            4000,
            "a b",
            [
                "codex-tui run --port 4000 -- codex exec --oss -m 'a b' --skip-git-repo-check \"say hello\"",
                "codex-tui run --port 4000 -- codex --oss -m 'a b'",
            ],
        ),
        (NEWEST, 18110, None, ["codex-tui run -- codex --no-daemon"]),
        (OLD, 18110, None, ["codex-tui run -- codex"]),
    ],
)
def test_the_commands_suit_codex_port_and_model(
    codex: object, port: int, chosen: str | None, commands: list[str]
) -> None:
    found = commands_for(replace(RUNNING, port=port), codex, chosen)  # type: ignore[arg-type]
    assert [recipe.command for recipe in found] == commands


def test_a_context_is_warned_of_unless_it_is_known_to_be_enough() -> None:
    assert small_context(BIG) is None
    small = small_context(replace(BIG, context=16_384))
    assert small
    assert small[0] == "A context of 16.4k is soon full"
    unknown = small_context(replace(BIG, context=None))
    assert unknown
    assert "not known yet" in unknown[0]


def test_models_say_whether_they_suit() -> None:
    assert BIG.remark == "tools"
    assert replace(BIG, context=4_096).remark == "too small for long work"
    assert replace(BIG, abilities=("embedding",)).remark == "embeddings only"
    assert replace(BIG, abilities=("completion",)).remark == "no tools"
    assert replace(BIG, abilities=None).suits


def test_the_wanted_model_is_offered_else_the_first() -> None:
    models = [BIG, Model(name="other:latest")]
    assert preferred(models, "other") == 1
    assert preferred(models, "missing") == 0


def test_an_ollama_is_asked_for_size_and_abilities(model_server: Callable[..., ModelServer], tmp_path: Path) -> None:
    server = model_server(Scenario(()), models=("one", "two"))
    models = ask_models(ask_ollama(server.url))
    assert [(model.name, model.abilities) for model in models] == [
        (name, ("completion", "tools", "thinking")) for name in ("one", "two")
    ]
    assert models[0].size == 13_793_441_244
    assert ask_models(Ollama(url=server.url)) == []
    gone = Ollama(url="http://127.0.0.1:1", version="0.1.0", models=("kept",))
    assert ask_models(gone) == [Model(name="kept")]
