from pathlib import Path

from tools.lock import ROOT, lock_text


def test_a_lock_holds_nothing_of_the_machine_it_was_made_on() -> None:
    versions = {"torch": "2.13.0+cpu", "nvidia-cublas-cu13": "13.0", "triton": "3.5", "Aa_b": "1"}
    text = lock_text(versions, ['pywin32==1; sys_platform == "win32"'])
    pins = [line for line in text.splitlines() if not line.startswith("#")]
    assert pins == ["aa-b==1", 'pywin32==1; sys_platform == "win32"', "torch==2.13.0"]


def test_the_lock_holds_every_pin_of_its_inputs() -> None:
    def pins(name: str) -> set[str]:
        lines = Path(ROOT, name).read_text("utf-8").lower().splitlines()
        return {line for line in lines if "==" in line and not line.startswith("#")}

    assert pins("requirements.in") | pins("requirements-dev.in") <= pins("requirements.lock")


def test_the_lock_is_plain_pins() -> None:
    for line in Path(ROOT, "requirements.lock").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            line, _, _ = line.partition(";")
            name, version = line.split("==")
            assert name
            assert version
            assert not set("+/@; ") & set(line)
