from pathlib import Path

from tests.torture.run import not_right, torture


def test_changes_and_kills_at_any_moment_lose_and_double_nothing(tmp_path: Path) -> None:
    """Cases 5, 6, 23, 26, 27, 29 and 30, all at once. By hand and at length: see the package."""
    outcome = torture(tmp_path, kills=5, seed=2, files=12, rescan=True)
    assert outcome.wrong == []
    assert not_right(outcome.verified) == []
    assert outcome.differences == []
    assert outcome.rows > 10, "there must be something to lose"
    assert outcome.kills_of_workers > 0
