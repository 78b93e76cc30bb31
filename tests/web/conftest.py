"""A server of pages over a story whose last answer still comes."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from codex_tui.web.server import serving
from codex_tui.web.serving import Serving
from tests.processes import Processes
from tests.records import Journal
from tests.tui import story


@pytest.fixture
def captures(tmp_path: Path) -> Path:
    """Not yet made."""
    return tmp_path / "captures"


@pytest.fixture
def told(captures: Path) -> Iterator[Journal]:
    """The story in ``captures``; its last exchange still answers through this journal."""
    with story.write(captures) as journal:
        yield journal


@pytest.fixture
def complaints() -> list[str]:
    """What the server was told of inspectors that ended badly."""
    return []


@pytest_asyncio.fixture
async def served(captures: Path, processes: Processes, complaints: list[str]) -> AsyncIterator[Serving]:
    """The pages of ``captures``, on a free port."""
    async with serving(captures, 0, complaints.append) as entry:
        yield entry
