"""Finds every sentence that the worker can say, in the source itself, for the translations.

A sentence crosses to the window, and lies in the catalog, as it is said: in English, with its
values in it. The window knows it again by its pattern (`app.worker_words`) and says it in the
user's language. So none may be missed: whatever reads like a sentence counts, in every module
whose words can reach the window, unless it is seen to be something else (a docstring, SQL, words
for the log, an error that is a programmer's) or stands in `SAID_TO_NOBODY`.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
# What is said in these reaches no window: the command line speaks English. Settings are declared
# with texts of the window's own.
_ELSEWHERE = frozenset(
    (
        *("asked", "cluster", "command_line", "commands", "console", "duplicates_command"),
        *("index_commands", "kept_commands", "search_commands", "upkeep_commands"),
        *("declared", "logs", "options"),
    )
)
# Of the model: what can be wrong with its files, or with the machine. What else can be wrong with
# a model that someone makes is told in English.
_MODEL = ("devices", "errors", "hub", "model", "onnx_runtime", "weights")
_WORDS = 3  # with fewer it is no sentence
# SQL, names of its columns one after the other, calls, types, XML and style sheets.
_CODE = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|FROM|WHERE|AND|SET|CASE|CAST|CREATE|ALTER|IN|JOIN)\b"
    r"|= [?']|\|\||^[\w.]+(, [\w.]+)+$|^<|\w\(|\w\[\w|[\w-]: [\w-]+;|\\d"
)

SAID_TO_NOBODY = frozenset(
    (
        # Names, patterns, and parts of other sentences.
        "System Volume Information",
        "what is passed by in {root}",
        "Callback with id .* already exists",
        "pixels are more than the limit of",
        "Failed to open file",
        "out of memory",
        "can't allocate memory",
        "not enough memory",
        "Open Mate or run `mate verify`: what is damaged is set aside and made anew.",
    )
)
# What stands in sentences as a value: what the system says of a file, and kinds of things.
VALUES = (
    "No such file or directory",
    "Permission denied",
    "Operation not permitted",
    "No space left on device",
    "Read-only file system",
    "Input/output error",
    "Not a directory",
    "Is a directory",
    "File exists",
    "File name too long",
    "Disk quota exceeded",
    "Stale file handle",
    "Transport endpoint is not connected",
    "photo",
    "document",
    "saved search",
    "collection",
)
_PROGRAMMERS = frozenset(
    name
    for name, each in vars(builtins).items()
    if isinstance(each, type) and issubclass(each, Exception) and not issubclass(each, OSError)
)


def sentences(root: Path = ROOT) -> tuple[str, ...]:
    """The sentences of the worker, with ``{names}`` where their values stand, and `VALUES`."""
    trees = {
        path: ast.parse(path.read_text("utf-8"))
        for path in sorted((root / "indexer").rglob("*.py"))
        if path.stem not in _ELSEWHERE
    }
    for name in _MODEL:
        path = root / "mate_core" / f"{name}.py"
        if path.exists():
            trees[path] = ast.parse(path.read_text("utf-8"))
    everywhere = _constants(trees.values())
    found = dict.fromkeys(VALUES)
    for tree in trees.values():
        constants = {**everywhere, **_constants((tree,))}
        for node in _said(tree):
            text = _pattern(node, constants)
            if _reads_like_one(text) and text not in SAID_TO_NOBODY:
                found[text] = None
    return tuple(found)


def _reads_like_one(text: str) -> bool:
    words = re.findall(r"[a-z]{2,}", re.sub(r"\{\w*\}", "", text))
    return "\n" not in text and len(words) >= _WORDS and " " in text and not _CODE.search(text)


def _said(node: ast.AST) -> Iterator[ast.Constant | ast.JoinedStr]:
    """The texts in a tree that are not seen to be said to nobody."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node
        return
    if isinstance(node, ast.JoinedStr):
        yield node
        return
    if isinstance(node, ast.Call) and _is_no_word_for_users(node.func):
        return
    if isinstance(node, ast.Assert):
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    for child in ast.iter_child_nodes(node):
        yield from _said(child)


def _is_no_word_for_users(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id in _PROGRAMMERS
    is_log = isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name)
    return is_log and ast.unparse(called).startswith(("log.", "_log."))


def _constants(trees: Iterable[ast.Module]) -> dict[str, str]:
    """The modules' constants that are texts, which stand in sentences as parts of them."""
    found = {}
    for tree in trees:
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                for target in node.targets:
                    if isinstance(target, ast.Name) and isinstance(node.value.value, str):
                        found[target.id] = node.value.value
    return found


def _pattern(node: ast.Constant | ast.JoinedStr, constants: Mapping[str, str]) -> str:
    """A text with the names of its values, as a translation has them."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    parts, named = [], dict[str, str]()
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value).replace("{", "{{").replace("}", "}}"))
        elif isinstance(part, ast.FormattedValue):
            constant = part.value.id if isinstance(part.value, ast.Name) else ""
            if constant in constants:
                parts.append(constants[constant])
                continue
            name, expression = _name(part.value), ast.unparse(part)
            while named.setdefault(name, expression) != expression:
                name += "_"  # another value of the same name
            parts.append(f"{{{name}}}")
    return "".join(parts)


def _name(value: ast.expr) -> str:
    """What a value is called in a translation: ``path`` for ``display(self.path)``."""
    match value:
        case ast.Name(id):
            return id.lower().strip("_")
        case ast.Attribute(_, attribute):
            return attribute.lower().strip("_")
        case ast.BoolOp(_, values):  # error.strerror or error
            return _name(values[-1])
        case ast.BinOp(left):  # a number in other units
            return _name(left)
        case ast.Call(_, [first, *_]):
            return _name(first)
        case ast.Call(called):
            return _name(called)
        case ast.Subscript(inner):
            return _name(inner)
        case _:
            return "value"
