"""Whether there is something to draw on."""

import os
import select
import sys

from codex_tui.errors import CodexTuiError, WrongUsage

_SERVED = "codex_tui.web."  # where the driver is that a server of ours names


def require_terminal() -> None:
    """Raise CodexTuiError unless this is a terminal, or a viewer that `codex-tui serve` started."""
    if os.environ.get("TEXTUAL_DRIVER", "").startswith(_SERVED):
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise WrongUsage("The inspector needs a terminal.", "Without one, use `codex-tui list` or `codex-tui show`.")
    if not sys.stderr.isatty():  # which is what Textual draws on
        raise CodexTuiError("The inspector draws on stderr, which is no terminal here.", "Do not redirect it.")
    if os.environ.get("TERM") == "dumb":
        raise CodexTuiError("This terminal cannot show the inspector (TERM=dumb).", "Use `codex-tui list`.")


def hung_up() -> bool:
    """Whether the terminal that this was started in has gone without a word, as at the other end of a container's.

    The kernel tells only the leader of the terminal's session by a signal.
    """
    watch = select.poll()
    watch.register(sys.__stdin__ or 0, 0)
    return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in watch.poll(0))
