"""The settings as they stand: read, changed, checked, imported and exported in one place.

Whoever needs one asks here and listens for its change. Where it is kept follows from its
declaration: the user's own file; the library's catalog, which the worker writes; the desktop.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, QSettings, Signal
from PySide6.QtGui import QKeySequence

from app.settings.declared import BY_KEY, FIXED_KEYS, KEYS
from app.worker_client import WorkerClient
from indexer.declared import INDEXING, REMEMBERS, Setting, SettingError, Value
from indexer.messages import ChangeSettings, SetRemembering

log = logging.getLogger(__name__)

_FORMAT = "mate_settings"
_VERSION = 1
MOST_BYTES = 1_000_000


class AtLogin(Protocol):
    """Whether the desktop starts the program; see `app.desktop.entries`."""

    def is_on(self) -> bool:
        """Whether it does."""

    def turn(self, on: bool) -> None:
        """Have it do so, or not.

        Raises:
            OSError: that cannot be written down.
        """


class Settings(QObject):
    """Every setting, by its key."""

    changed = Signal(str)  # a key

    def __init__(
        self,
        client: WorkerClient,
        store: QSettings | None = None,
        at_login: AtLogin | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Without a ``store`` nothing of the user's own is kept beyond this object's life."""
        super().__init__(parent)
        self._client = client
        self._store = store
        self._at_login = at_login
        self._own: dict[str, Value] = {}
        for setting in BY_KEY.values():
            if setting.kept == "user":
                said = store.value(setting.key) if store is not None else None
                self._own[setting.key] = setting.default if said is None else _parse(setting, said)
        self._let_chosen_keys_be()
        self._library: dict[str, Value] = {}
        self._sent: dict[str, Value] = {}  # of it, which the worker has not told to hold yet
        client.progress_changed.connect(self._on_library)
        client.kept_changed.connect(self._on_library)
        client.started.connect(self._sent.clear)
        self._on_library()

    def _let_chosen_keys_be(self) -> None:
        """Take defaults back that came with a newer Mate, for keys that mean something else here.

        Of two shortcuts with the same keys Qt would do neither.
        """
        chosen = {each.key for each in KEYS if self._own[each.key] != each.default}
        taken = {self._own[key] for key in chosen}
        for setting in KEYS:
            if setting.key not in chosen and setting.default in taken:
                self._own[setting.key] = ""

    # --- one setting ---------------------------------------------------------------------

    def is_known(self, key: str) -> bool:
        """Whether it is known what holds: of the library that is told by the worker."""
        setting = BY_KEY[key]
        if setting.kept == "desktop":
            return self._at_login is not None
        return setting.kept == "user" or key in self._library

    def value(self, key: str) -> Value:
        """What holds; the default, as long as that is not known."""
        setting = BY_KEY[key]
        if setting.kept == "user":
            return self._own[key]
        if setting.kept == "desktop":
            return self._at_login is not None and self._at_login.is_on()
        return self._library.get(key, setting.default)

    def text(self, key: str) -> str:
        """What holds, of a setting that is a text."""
        return str(self.value(key))

    def is_on(self, key: str) -> bool:
        """What holds, of a setting that is on or off."""
        return bool(self.value(key))

    def change(self, key: str, value: object) -> None:
        """Let something else hold, at once and from now on.

        Raises:
            SettingError: the setting cannot have that value, or it cannot be kept.
        """
        self._check({key: value})
        self._put({key: BY_KEY[key].check(value)})

    # --- many of them --------------------------------------------------------------------

    def reset(self, keys: tuple[str, ...]) -> None:
        """Let the defaults hold."""
        self._put({key: BY_KEY[key].default for key in keys if self.is_known(key)})

    def export(self) -> str:
        """All of them that are known, as JSON."""
        settings = {key: self.value(key) for key in BY_KEY if self.is_known(key)}
        return json.dumps({_FORMAT: _VERSION, "settings": settings}, indent=2) + "\n"

    def take(self, text: str) -> tuple[str, ...]:
        """Let hold what was exported: all of it or, with an error, nothing.

        Returns:
            Keys of settings that this version does not know.

        Raises:
            SettingError: something in it makes no sense.
        """
        try:
            said = json.loads(text)
        except ValueError as error:
            raise SettingError(_tr("It is no JSON: {error}").format(error=error)) from error
        settings = said.get("settings") if isinstance(said, dict) else None
        if not isinstance(settings, dict) or _FORMAT not in said:
            raise SettingError(_tr("It holds no settings of Mate."))
        if said[_FORMAT] != _VERSION:
            raise SettingError(_tr("It was written by a newer Mate."))
        known = {key: value for key, value in settings.items() if key in BY_KEY}
        self._check(known)
        self._put({key: value for key, value in known.items() if self.is_known(key)})
        return tuple(key for key in settings if key not in BY_KEY)

    def _check(self, wanted: Mapping[str, object]) -> None:
        checked = {key: BY_KEY[key].check(value) for key, value in wanted.items()}
        keys = {each.key: self.text(each.key) for each in KEYS}
        keys |= {key: str(value) for key, value in checked.items() if key in keys}
        for key in set(wanted) & set(keys):
            _check_keys(key, keys)

    def _put(self, wanted: Mapping[str, Value]) -> None:
        """Keep what has been checked, and tell of what has changed."""
        changed = {key: value for key, value in wanted.items() if value != self.value(key)}
        library = {key: value for key, value in changed.items() if BY_KEY[key].kept == "library"}
        indexing = {each.key for each in INDEXING} & set(library)
        for key, value in changed.items():  # first what may fail
            if BY_KEY[key].kept == "desktop" and self._at_login is not None:
                try:
                    self._at_login.turn(bool(value))
                except OSError as error:
                    raise SettingError(error.strerror or str(error)) from error
        for key, value in changed.items():
            if BY_KEY[key].kept == "user":
                self._own[key] = value
                if self._store is not None:
                    self._store.setValue(key, str(value))
        # The worker tells again what holds; until then, what was chosen is shown.
        self._library |= library
        self._sent |= library
        if indexing and self._client.progress is not None:
            held = self._client.progress.settings
            now = {each.key: self._library[each.key] for each in INDEXING}
            self._client.send(ChangeSettings(replace(held, **now)))  # type: ignore[arg-type]
        if REMEMBERS.key in library:
            self._client.send(SetRemembering(bool(library[REMEMBERS.key])))
        if self._store is not None:
            self._store.sync()
        for key in changed:
            self.changed.emit(key)

    def _on_library(self, _event: object = None) -> None:
        """Learn what holds in the library."""
        told: dict[str, Value] = {}
        if self._client.progress is not None:
            held = self._client.progress.settings
            told |= {each.key: getattr(held, each.key) for each in INDEXING}
        if self._client.opened:
            told[REMEMBERS.key] = self._client.kept.remembers
        for key, value in told.items():
            if self._sent.get(key, value) != value:
                continue  # it was on its way before the worker knew
            self._sent.pop(key, None)
            if self._library.get(key) != value:
                self._library[key] = value
                self.changed.emit(key)


def _parse(setting: Setting, said: object) -> Value:
    """What a file of settings says, whatever that is."""
    if isinstance(said, list):  # Qt takes a comma for the end of a value
        said = ", ".join(map(str, said)) if len(said) > 1 else ""
    value = setting.parse(str(said))
    if setting.keys and value != setting.default:
        try:
            _check_keys(setting.key, {setting.key: str(value)})
        except SettingError as error:
            log.warning("a shortcut is passed by: %s", error)
            return setting.default
    return value


def _check_keys(key: str, keys: Mapping[str, str]) -> None:
    """Make sure that a shortcut can be one, and that no other action has it.

    Raises:
        SettingError: it cannot.
    """
    wanted = keys[key]
    if not wanted:
        return
    sequence = QKeySequence.fromString(wanted, QKeySequence.SequenceFormat.PortableText)
    named = sequence.toString(QKeySequence.SequenceFormat.PortableText)
    shown = sequence.toString(QKeySequence.SequenceFormat.NativeText) or wanted
    if sequence.count() != 1 or not named or named != wanted:
        raise SettingError(_tr("{keys} is no shortcut.").format(keys=shown))
    if named in FIXED_KEYS:
        raise SettingError(_tr("{keys} has a meaning of its own.").format(keys=shown))
    last = "+" if named.endswith("+") else named.rsplit("+", 1)[-1]
    plain = named.removeprefix("Shift+") == last
    if plain and not (last.startswith("F") and last[1:].isdecimal()):
        raise SettingError(
            _tr("{keys} alone would be lost to typing: hold Ctrl or Alt too.").format(keys=shown)
        )
    for other, taken in keys.items():
        if other != key and taken == named:
            label = QCoreApplication.translate("Settings", BY_KEY[other].label)
            raise SettingError(
                _tr("{keys} already stands for “{action}”.").format(keys=shown, action=label)
            )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Settings", text)
