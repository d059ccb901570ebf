"""Settings, each declared once."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

import pytest

from indexer.declared import INDEXING, MAX_MEGAPIXELS, RESTS_ON_BATTERY, SPEED, SettingError
from indexer.index_commands import add_index
from indexer.messages import IndexSettings, Speed


def test_what_is_declared_is_what_the_worker_is_told():
    assert IndexSettings(**{each.key: each.default for each in INDEXING}) == IndexSettings()
    assert [each.key for each in INDEXING] == [each.name for each in fields(IndexSettings)]
    assert SPEED.values == get_args(Speed)


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [
        (SPEED, "fast", "speed must be full or gentle or idle, not 'fast'"),
        (SPEED, 3, "speed must be a text, not 3"),
        (RESTS_ON_BATTERY, 1, "rests_on_battery must be true or false, not 1"),
        (MAX_MEGAPIXELS, True, "max_megapixels must be a whole number, not True"),
        (MAX_MEGAPIXELS, 10_001, "max_megapixels must be between 0 and 10000"),
        (MAX_MEGAPIXELS, -1, "max_megapixels must be between 0 and 10000"),
        (MAX_MEGAPIXELS, 1.5, "max_megapixels must be a whole number, not 1.5"),
    ],
)
def test_what_a_setting_cannot_be_is_refused(setting, value, why):
    with pytest.raises(SettingError) as error:
        setting.check(value)
    assert str(error.value) == why


@pytest.mark.parametrize(
    ("setting", "text", "value"),
    [
        (SPEED, "idle", "idle"),
        (SPEED, "", "full"),
        (RESTS_ON_BATTERY, "False", False),
        (RESTS_ON_BATTERY, "true", True),
        (RESTS_ON_BATTERY, "perhaps", True),
        (MAX_MEGAPIXELS, "400", 400),
        (MAX_MEGAPIXELS, "-3", 0),
        (MAX_MEGAPIXELS, "99999", 0),
    ],
)
def test_what_was_kept_is_read_back_and_nonsense_is_the_default(setting, text, value):
    assert setting.parse(text) == value
    assert type(setting.parse(text)) is type(setting.default)


def test_every_value_survives_being_kept():
    for setting in INDEXING:
        for value in setting.values or (setting.default, setting.high or not setting.default):
            assert setting.parse(str(value)) == value


def test_the_command_line_has_its_help_from_the_declaration(capsys):
    import argparse

    parser = argparse.ArgumentParser()
    add_index(parser.add_subparsers())
    with pytest.raises(SystemExit):
        parser.parse_args(["index", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    for choice in SPEED.choices:
        assert f"{choice.value}: {choice.help.rstrip('.')}" in shown
    assert MAX_MEGAPIXELS.help.rstrip(".") in shown
