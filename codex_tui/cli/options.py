"""Options that several commands share."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

if TYPE_CHECKING:
    from codex_tui.config import Settings
    from codex_tui.proxy.options import ProxyOptions
    from codex_tui.proxy.registry import Running

_DIRECTORY = click.Path(file_okay=False, path_type=Path)
_PORT = click.IntRange(0, 65535)


#: The settings that are options of a proxy too, by the same names.
_PRESET = ("port", "ollama_port", "listen_host", "intercept", "mitmdump", "history_limit")


def settings() -> "Settings":
    """What is set in the file and the environment; what is set in vain is told, once in a command."""
    from codex_tui.cli.notices import notify
    from codex_tui.config import Settings, load

    kept = click.get_current_context().meta
    found = kept.get(__name__)
    if not isinstance(found, Settings):
        loaded = load()
        for warning in loaded.warnings:
            notify(warning, "Mend it with `codex-tui config edit`.")
        kept[__name__] = found = loaded.settings
    return found


class ProxyFlags(NamedTuple):
    """What the user typed of the proxy's options; None and () where nothing.

    Only what is typed is insisted on: settings from the file or the environment are where a proxy starts unless
    another runs.
    """

    captures: Path | None = None
    port: int | None = None
    ollama_port: int | None = None
    listen_host: str | None = None
    intercept: tuple[str, ...] = ()
    mitmdump: Path | None = None
    history_limit: str | None = None

    def captures_directory(self) -> Path:
        """Where captures are read and written: as :func:`resolve_captures`, on ``--port`` if that was typed."""
        return resolve_captures(self.captures, self.port)

    def running(self) -> "Running | None":
        """The live capture that is meant: the newest, on the directory and the port where they are given."""
        from codex_tui.paths import chosen_captures
        from codex_tui.proxy.registry import find_running

        return find_running(chosen_captures(self.captures), self.port)

    def options(self, captures: Path, **defaults: Any) -> "ProxyOptions":
        """Them as options of a proxy on ``captures``; where nothing was typed, ``defaults``, then the settings."""
        from codex_tui.proxy.options import ProxyOptions

        preset = {name: getattr(settings(), name) for name in _PRESET}
        typed = {name: value for name, value in self._asdict().items() if name != "captures"}
        given = {name: value for name, value in typed.items() if value not in (None, ())}
        required = {"port_required": bool(self.port), "ollama_port_required": self.ollama_port is not None}
        return ProxyOptions(captures=captures, **(preset | defaults | required | given))


def resolve_captures(chosen: Path | None, port: int | None = None) -> Path:
    """The capture directory to use where the user may have ``chosen`` none.

    A live registered proxy's directory counts before ours; with ``port``, only that of a proxy on this port.
    """
    from codex_tui.paths import captures_directory, chosen_captures

    # What is named is all that counts: the rest need not be looked for.
    named = chosen_captures(chosen)
    return named or captures_directory(None, _running_captures(port), _usual_captures())


def _usual_captures() -> Path | None:
    """Those in the settings, which are not even loaded where there are none."""
    from codex_tui.paths import config_file

    try:
        config_file().stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        pass  # reading it tells why
    return settings().captures


def _running_captures(port: int | None) -> Path | None:
    from codex_tui.paths import running_directory

    if not any(running_directory().glob("*.json")):
        return None
    from codex_tui.proxy.registry import find_running

    live = find_running(port=port)
    return live.captures if live else None


def captures_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--captures DIR``; the command gets ``captures``, a Path in any case."""
    return click.option(
        "--captures",
        type=_DIRECTORY,
        metavar="DIR",
        callback=lambda _context, _parameter, chosen: resolve_captures(chosen),
        help="Where the captures lie.",
    )(command)


def _size(_context: click.Context, _parameter: click.Parameter, typed: str | None) -> str | None:
    if typed is not None:
        from mitm_addons.codex_history import size

        try:
            size(typed)
        except ValueError as error:
            raise click.BadParameter(f"{error}.") from error
    return typed


_PROXY_OPTIONS = [
    click.option("--captures", type=_DIRECTORY, metavar="DIR", help="Where the captures lie."),
    click.option("--port", type=_PORT, help="Port of the proxy (18110); 0: any free one."),
    click.option("--ollama-port", type=_PORT, help="Port that stands in for Ollama (18111); 0: any free one."),
    click.option("--listen-host", metavar="ADDRESS", help="Listen here instead of on 127.0.0.1."),
    click.option("--intercept", multiple=True, metavar="HOST", help="Open TLS to this host too; '*': to all."),
    click.option(
        "--mitmdump", type=click.Path(path_type=Path), metavar="PATH", help="Use this mitmdump instead of ours."
    ),
    click.option(
        "--history-limit",
        metavar="SIZE",
        callback=_size,
        help="Begin a new history.jsonl at this size (2G); 0: never.",
    ),
]


def proxy_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--captures`` and the options of a proxy to start; the command gets them as one ``proxy: ProxyFlags``."""
    return _with_flags(command, _PROXY_OPTIONS)


def look_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How the inspector looks; the command gets ``theme`` and ``glyphs``, None where not typed."""
    theme = click.option("--theme", metavar="NAME", help="Colours, such as codex-light; the palette lists all.")
    kinds = click.Choice(["unicode", "ascii"])
    return theme(click.option("--glyphs", type=kinds, help="ascii: for fonts that lack the shapes.")(command))


def capture_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--captures`` and ``--port``, to name a capture that runs; the command gets one ``proxy: ProxyFlags``."""
    return _with_flags(command, _PROXY_OPTIONS[:2])


def _with_flags(command: Callable[..., Any], options: list[Callable[..., Any]]) -> Callable[..., Any]:
    @wraps(command)
    def with_flags(**values: Any) -> Any:
        typed = {name: values.pop(name) for name in ProxyFlags._fields if name in values}
        return command(proxy=ProxyFlags(**typed), **values)

    for option in reversed(options):
        with_flags = option(with_flags)
    return with_flags
