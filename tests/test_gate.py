"""Format, lint, types and the direction of imports: what must hold before any behaviour counts."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = Path(sysconfig.get_path("scripts"))

CHECKS = {
    "the code is formatted": ["ruff", "format", "--check", "."],
    "the linter has nothing to say": ["ruff", "check", "."],
    "the package has its types": ["mypy", "codex_tui"],
    "the addon has its types": ["mypy", "mitm_addons/capture_codex.py", "mitm_addons/import_codex.py"],
    "imports run one way": ["lint-imports"],
}


@pytest.mark.parametrize("check", CHECKS)
def test_gate(check: str) -> None:
    program, *arguments = CHECKS[check]
    ran = subprocess.run(
        [SCRIPTS / program, *arguments],
        cwd=ROOT,
        # The addon's siblings import each other bare, as mitmdump runs them.
        env={"PATH": str(Path(sys.executable).parent), "MYPYPATH": "mitm_addons", "HOME": str(Path.home())},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, f"{ran.stdout}\n{ran.stderr}"
