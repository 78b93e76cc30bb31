"""How mitmdump is called."""

from itertools import pairwise
from pathlib import Path

from codex_tui.proxy.command import MODEL_HOSTS, Doors, mitmdump_command


def command(doors: Doors, *intercept: str) -> list[str]:
    return mitmdump_command(
        Path("/bin/mitmdump"),
        Path("/addons/capture_codex.py"),
        doors,
        configuration=Path("/state/mitmproxy"),
        captures=Path("/captures = here"),
        trusted=Path("/state/roots.pem"),
        intercept=intercept,
        nonce="abc",
        history_limit="500M",
    )


def values(words: list[str], option: str) -> list[str]:
    return [value for word, value in pairwise(words) if word == option]


def test_both_doors_listen_where_told() -> None:
    doors = Doors(listen_host="127.0.0.1", port=1, ollama_port=2, upstream="http://127.0.0.1:3")
    assert values(command(doors), "--mode") == ["regular@127.0.0.1:1", "reverse:http://127.0.0.1:3@127.0.0.1:2"]


def test_the_door_to_ollama_may_be_missing() -> None:
    assert values(command(Doors(listen_host="::1", port=1)), "--mode") == ["regular@::1:1"]


def test_nothing_of_the_users_own_mitmproxy_applies_and_nothing_of_the_traffic_is_logged() -> None:
    options = dict(pair.split("=", 1) for pair in values(command(Doors(listen_host="h", port=1)), "--set"))
    assert options["confdir"] == "/state/mitmproxy"
    assert options["flow_detail"] == "0"
    assert options["termlog_verbosity"] == "warn"
    assert options["codex_capture_dir"] == "/captures = here"
    assert options["codex_history_limit"] == "500M"
    assert options["codex_ready_nonce"] == "abc"
    assert options["codex_exit_with_stdin"] == "true"


def test_further_hosts_are_opened_beside_the_model_hosts() -> None:
    options = dict(pair.split("=", 1) for pair in values(command(Doors(listen_host="h", port=1), "a", "*"), "--set"))
    assert options["codex_intercept_hosts"].split(",") == [*MODEL_HOSTS, "a", "*"]
