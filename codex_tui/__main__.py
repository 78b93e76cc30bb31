"""``codex-tui``, and ``python -m codex_tui``."""

import gc
import signal
import sys


def main() -> int:
    """Run one command; the exit code."""
    # While modules load there is nothing to clean up, and ctrl+c ends us at once: as an exception it would be lost
    # within a callback of the import system, or shown as a traceback. The command then gets it as Python has it.
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.disable()  # all of it stays
    from codex_tui.cli.main import main

    gc.enable()
    return main()


if __name__ == "__main__":
    sys.exit(main())
