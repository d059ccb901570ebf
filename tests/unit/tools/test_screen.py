import pytest

from tools.screen import has_wayland, has_x11


@pytest.fixture(autouse=True)
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)


def test_no_screen_is_named() -> None:
    assert not has_x11()
    assert not has_wayland()


def test_the_screen_that_is_named_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":7419")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7419")
    assert not has_x11()
    assert not has_wayland()
