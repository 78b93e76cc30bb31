"""What is wrong and how to mend it: facts gathered from the machine, and checks that judge them."""

from codex_tui.doctor.check import Check
from codex_tui.doctor.examination import examine
from codex_tui.doctor.facts import Facts
from codex_tui.doctor.gathering import gather

__all__ = ["Check", "Facts", "examine", "gather"]
