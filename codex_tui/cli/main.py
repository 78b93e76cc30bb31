"""``codex-tui`` itself: the commands by name, and how whatever goes wrong is told."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from codex_tui import __version__
from codex_tui.cli.commands import LazyGroup
from codex_tui.cli.interrupts import raise_interrupts
from codex_tui.cli.options import ProxyFlags, look_options, proxy_options
from codex_tui.errors import CodexTuiError, WrongUsage

if TYPE_CHECKING:
    from pathlib import Path

    from codex_tui.proxy import Supervisor

COMMANDS = {
    "run": "Run a command through the capture.",
    "env": "Print shell exports that lead a client through the capture.",
    "print-cmds": "Print complete commands to copy, for the Codex that is installed.",
    "list": "List the captured exchanges.",
    "show": "Show one exchange as a conversation.",
    "search": "Look for a text in all bodies.",
    "diff": "Compare two exchanges, and find the byte where they part.",
    "stats": "Tell what exchanges come to: tokens, times, errors, models, context.",
    "export": "Write exchanges in another format.",
    "import": "Take recorded traffic into the history.",
    "prune": "Take old exchanges out of the history.",
    "compact": "Pack old exchanges, so that they take less room.",
    "start": "Capture in the background.",
    "stop": "Stop the capture that runs.",
    "restart": "Stop the capture that runs, and start it again.",
    "status": "Tell whether a capture runs, and what it has seen.",
    "wizard": "Set up step by step: Codex, model, capture, first exchange.",
    "doctor": "Check everything that a capture needs, and say how to mend it.",
    "logs": "Print the log of the proxy.",
    "config": "Show and edit the settings.",
    "locate": "Tell where captures, logs, settings and the addon lie.",
    "completion": "Print what a shell needs to complete commands, options and exchanges.",
    "serve": "Show the inspector in a browser on this machine.",
    "demo": "Show the inspector on traffic that a built-in model server makes.",
}

INTERRUPTED = 130


@click.group(
    cls=LazyGroup,
    summaries=COMMANDS,
    package="codex_tui.cli",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="""\b
Examples:
  codex-tui                        # one terminal: the inspector
  codex-tui run -- codex           # another: Codex, captured
  codex-tui doctor                 # where nothing appears
""",
)
@click.option("--no-proxy", is_flag=True, help="Only look: start no capture.")
@click.option("--attach", is_flag=True, hidden=True, help="Follow the capture that runs, start none.")
@proxy_options
@look_options
@click.version_option(__version__, prog_name="codex-tui", message="%(prog)s %(version)s")
@click.pass_context
def cli(
    context: click.Context, no_proxy: bool, attach: bool, proxy: ProxyFlags, theme: str | None, glyphs: str | None
) -> int | None:
    """See what passes between the Codex CLI and its model server.

    Without a command: open the inspector and start the capture.
    """
    raise_interrupts()
    if context.invoked_subcommand is None:
        return _inspect(proxy, no_proxy, attach, theme, glyphs)
    if no_proxy or attach or theme or glyphs or proxy != ProxyFlags():
        raise WrongUsage("An option stands before the command.", f"Put it after {context.invoked_subcommand!r}.")
    return None


def _inspect(flags: ProxyFlags, no_proxy: bool, attach: bool, theme: str | None, glyphs: str | None) -> int:
    from codex_tui.tui.start import load, run_inspector

    load()
    captures = flags.captures_directory()
    return run_inspector(captures, None if no_proxy else _supervisor(flags, captures, attach), theme, glyphs)


def _supervisor(flags: ProxyFlags, captures: "Path", attach: bool) -> "Supervisor":
    from codex_tui.proxy import Supervisor
    from codex_tui.proxy.onlooker import Onlooker

    return (Onlooker if attach else Supervisor)(flags.options(captures))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code. Whatever goes wrong is told on stderr, never as a traceback."""
    try:
        code: Any = cli.main(arguments, prog_name="codex-tui", standalone_mode=False)
    except CodexTuiError as error:
        return _tell(error.message, error.hint, error.exit_code)
    except click.UsageError as error:
        return _tell(error.format_message(), _usage_hint(error), error.exit_code)
    except click.ClickException as error:
        return _tell(error.format_message(), "", error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except OSError as error:
        return _tell_system_error(error)
    except Exception as error:  # noqa: BLE001
        return _tell_bug(error)
    return code if isinstance(code, int) else 0


def _tell(message: str, hint: str, code: int) -> int:
    from codex_tui.cli.notices import notify

    notify(message, hint)
    return code


def _usage_hint(error: click.UsageError) -> str:
    return f"Try `{error.ctx.command_path} --help`." if error.ctx else ""


def _tell_system_error(error: OSError) -> int:
    if not error.strerror:
        return _tell_bug(error)
    from codex_tui import logs

    where = f"{error.filename}: " if error.filename else ""
    return _tell(f"{where}{error.strerror}.", logs.unexpected(__name__, error).hint, 1)


def _tell_bug(error: Exception) -> int:
    from codex_tui import logs

    told = logs.unexpected(__name__, error)
    return _tell(told.message, told.hint, 1)
