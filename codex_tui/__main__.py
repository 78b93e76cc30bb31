"""``python -m codex_tui``."""

import sys

from codex_tui.cli.main import main

sys.exit(main())
