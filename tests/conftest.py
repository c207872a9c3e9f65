"""What every test may use: the packed content, a small invented pack, and golden files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings

from content import search
from content.library import Library, load
from quizzes import banks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from content.search import Index
    from quizzes.banks import Bank

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "tests" / "sample"

# No test fails because a machine is slow.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture(scope="session", autouse=True)
def unmeasured_processes() -> None:
    """Measure no coverage of the processes that tests start, which takes twice as long."""
    for name in [each for each in os.environ if each.startswith("COVERAGE_")]:
        del os.environ[name]


@pytest.fixture(autouse=True)
def unmeasured_sweep(request: pytest.FixtureRequest) -> Iterator[None]:
    """Measure no coverage of a sweep; other tests reach the same code."""
    measuring = Coverage.current() if request.node.get_closest_marker("sweep") else None
    if measuring is not None:
        measuring.stop()
    yield
    if measuring is not None:
        measuring.start()


@pytest.fixture(scope="session")
def library() -> Library:
    """The packed content."""
    return load(ROOT / "content" / "packs" / "afghan-peace")


@pytest.fixture(scope="session")
def bank(library: Library) -> Bank:
    """The packed questions."""
    return banks.load(ROOT / "quizzes" / "banks" / "afghan-peace", library)


@pytest.fixture(scope="session")
def index(library: Library) -> Index:
    """The packed content's index."""
    return search.build(library)


@pytest.fixture(scope="session")
def sample() -> Library:
    """A small invented pack that no edit of the real one changes."""
    return load(SAMPLE / "pack")


@pytest.fixture(scope="session")
def sample_bank(sample: Library) -> Bank:
    """A question of every kind on the invented pack."""
    return banks.load(SAMPLE / "bank", sample)


@pytest.fixture(scope="session")
def sample_index(sample: Library) -> Index:
    """The invented pack's index."""
    return search.build(sample)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Hold a text against its golden file; `--update-golden` writes it instead."""

    def hold(name: str, text: str) -> None:
        file = ROOT / "tests" / "golden" / name
        if request.config.getoption("--update-golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert text == file.read_text(encoding="utf-8"), f"see {file.relative_to(ROOT)}"

    return hold
