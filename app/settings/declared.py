"""The window's own settings, and all of them in the order in which they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.declared import INDEXING, REMEMBERS, Choice, Setting

THEME = Setting(
    "theme",
    "system",
    "Colours",
    choices=(
        Choice("system", "As the desktop has them"),
        Choice("light", "Light"),
        Choice("dark", "Dark"),
    ),
)
LANGUAGE = Setting(
    "language",
    "system",
    "Language",
    "Holds from the next start on.",
    choices=(
        Choice("system", "As the desktop has it"),
        Choice("en", "English"),
        Choice("de", "Deutsch"),
        Choice("zh_CN", "简体中文"),
    ),
)
LESS_MOTION = Setting(
    "less_motion",
    False,
    "Less motion",
    "Nothing blinks, fades or slides in the window. If your desktop is set so, this holds anyway.",
)
LAST_QUESTION = Setting(
    "last_question",
    False,
    "Begin with the last question",
    "The words that stand in the field when Mate is closed stand there again.",
)
STAYS_IN_TRAY = Setting(
    "stays_in_tray",
    False,
    "Go on in the background when the window is closed",
    "Mate stays in the tray and goes on indexing. Quit ends it.",
)
TELLS_WHEN_READY = Setting(
    "tells_when_ready",
    True,
    "Say when a long first indexing is done",
    "With a message of the desktop, once.",
)
STARTS_AT_LOGIN = Setting(
    "starts_at_login",
    False,
    "Start when you log in",
    "In the tray, without a window, where the desktop has a tray.",
    kept="desktop",
)


def _shortcut(key: str, keys: str, label: str) -> Setting:
    return Setting(f"key_{key}", keys, label, keys=True)


KEYS = (
    _shortcut("search", "Ctrl+L", "Go to the search field"),
    _shortcut("photo", "Ctrl+O", "Search with photos or documents"),
    _shortcut("filters", "Ctrl+Shift+F", "Filters"),
    _shortcut("recents", "Ctrl+H", "Recent questions"),
    _shortcut("save", "Ctrl+S", "Save this search"),
    _shortcut("export", "Ctrl+E", "Export what is shown"),
    _shortcut("sidebar", "F9", "Browse, saved searches and collections"),
    _shortcut("browse", "Ctrl+Shift+B", "Browse by date, folder, camera or place"),
    _shortcut("library", "Ctrl+B", "Watched folders"),
    _shortcut("preview", "Ctrl+I", "Show or hide the preview"),
    _shortcut("duplicates", "Ctrl+D", "Duplicates"),
    _shortcut("map", "Ctrl+M", "Map of meaning"),
    _shortcut("rescan", "F5", "Compare every folder with the library now"),
    _shortcut("settings", "Ctrl+,", "Settings"),
    _shortcut("close", "Ctrl+W", "Close the window"),
    _shortcut("quit", "Ctrl+Q", "Quit"),
)
# What the lists, the fields and the dialogs take for themselves, in Qt's portable spelling.
FIXED_KEYS = frozenset(
    {"Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Y", "Ctrl+Return"}
    | {"Ctrl+Enter", "Esc", "Tab", "Shift+Tab", "Return", "Enter", "Space", "Del", "Backspace"}
    | {"Up", "Down", "Left", "Right", "PgUp", "PgDown", "Home", "End", "Menu"}
    | {"Ctrl+Shift+C", "Ctrl++", "Ctrl+=", "Ctrl+-", "Ctrl+0", "F2", "F3", "Shift+F3"}
)


@dataclass(frozen=True)
class Section:
    """Settings that are shown together."""

    key: str
    label: str
    settings: tuple[Setting, ...]


SECTIONS = (
    Section(
        "general",
        "General",
        (
            THEME,
            LANGUAGE,
            LESS_MOTION,
            LAST_QUESTION,
            STAYS_IN_TRAY,
            TELLS_WHEN_READY,
            STARTS_AT_LOGIN,
        ),
    ),
    Section("indexing", "Indexing", INDEXING),
    Section("shortcuts", "Shortcuts", KEYS),
    Section("privacy", "Privacy", (REMEMBERS,)),
)
BY_KEY = {each.key: each for section in SECTIONS for each in section.settings}
