from pathlib import Path

from tests.fuzz.run import fuzz


def test_damaged_files_of_every_kind_cost_nothing_but_themselves(tmp_path: Path) -> None:
    """Cases 1 to 4, 13 and 14. By hand and at length: see the package."""
    outcome = fuzz(tmp_path, files=40, seed=3)
    assert outcome.lost == []
    assert outcome.unforeseen == []
    assert outcome.complaints == []
    assert outcome.read + outcome.refused == outcome.indexed + outcome.failed == 40
    assert outcome.read > 10
    assert outcome.refused > 10
