"""Keeps the window's translations in step with its texts.

    python -m tools.translations            # bring the .ts files up to date, compile them
    python -m tools.translations --check    # say what is missing, and change nothing

Texts are found in the source itself: what ``self.tr``, ``translate`` and a module's ``_tr`` are
given, in the declarations of settings, and what the worker says (`tools.worker_sentences`). Qt's
own ``lupdate`` sees no further than ``self.tr``.
The files are Qt Linguist's, and so is what is made of them:
``resources/translations/mate_de.ts`` becomes ``mate_de.qm``, which the window reads
(`app.language`).
"""

from __future__ import annotations

import argparse
import ast
import re
import string
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app.settings.declared import SECTIONS
from app.worker_words import CONTEXT, SENTENCES
from tools.worker_sentences import sentences

ROOT = Path(__file__).parent.parent
TRANSLATIONS = ROOT / "resources" / "translations"
LANGUAGES = ("de", "zh_CN")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Text(NamedTuple):
    """A text of the window, and the context that Qt looks for it in."""

    context: str
    source: str


@dataclass(frozen=True, slots=True)
class Found:
    """The texts of a tree of sources, in their order, and what cannot be translated, by place."""

    texts: tuple[Text, ...]
    faults: tuple[str, ...]


def texts_of(folder: Path) -> Found:
    """Every text that is given to ``tr``, ``_tr`` or, with its context, ``translate``."""
    texts: dict[Text, None] = {}
    faults: list[str] = []
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        own = _context_of(tree)
        for call, context, late in _calls(tree, "", inside=False):
            if _is_translate(call):
                name, said = (each.value for each in call.args if isinstance(each, ast.Constant))
                texts[Text(str(name), str(said))] = None
                continue
            place = f"{path.relative_to(folder.parent)}:{call.lineno}"
            first = call.args[0] if len(call.args) == 1 else None
            if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
                faults.append(f"{place}: only one text, as it stands, can be translated")
            elif not late:
                faults.append(f"{place}: it is read before a language is chosen")
            else:
                name = context if isinstance(call.func, ast.Attribute) else own
                texts[Text(name, first.value)] = None
    return Found(tuple(texts), tuple(faults))


def all_texts() -> Found:
    """Those of the window, settings included, and what the worker says in it."""
    found = texts_of(ROOT / "app")
    said = (Text(CONTEXT, sentence) for sentence in sentences())
    return Found(tuple(dict.fromkeys((*found.texts, *texts_of_settings(), *said))), found.faults)


def texts_of_settings() -> tuple[Text, ...]:
    """What settings are called and explained with, which stands in their declarations."""
    found = []
    for section in SECTIONS:
        found.append(section.label)
        for setting in section.settings:
            found += [setting.label, setting.help, setting.unit, setting.zero]
            found += [text for each in setting.choices for text in (each.label, each.help)]
    return tuple(Text("Settings", text) for text in dict.fromkeys(found) if text)


def _context_of(tree: ast.Module) -> str:
    """The context that a module's ``_tr`` asks for."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "_tr":
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call) and isinstance(inner.args[0], ast.Constant):
                    return str(inner.args[0].value)
    return ""


def _calls(node: ast.AST, context: str, *, inside: bool) -> Iterator[tuple[ast.Call, str, bool]]:
    """Calls of ``self.tr`` and ``_tr``, their class, and whether they stand in a function."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            called = child.func
            is_method = isinstance(called, ast.Attribute) and called.attr == "tr"
            is_own = isinstance(called, ast.Name) and called.id == "_tr"
            if is_method or is_own or _is_translate(child):
                yield child, context, inside
        name = child.name if isinstance(child, ast.ClassDef) else context
        yield from _calls(child, name, inside=inside or isinstance(child, _FUNCTIONS))


def _is_translate(call: ast.Call) -> bool:
    """Whether it is ``QCoreApplication.translate`` of a context and a text, as they stand."""
    is_it = isinstance(call.func, ast.Attribute) and call.func.attr == "translate"
    texts = [each.value for each in call.args if isinstance(each, ast.Constant)]
    return is_it and len(texts) == 2 and all(isinstance(text, str) for text in texts)


# --- Qt Linguist's files -----------------------------------------------------------------


def read(path: Path) -> dict[Text, str]:
    """What is translated in a .ts file; what is unfinished counts as not."""
    if not path.exists():
        return {}
    found = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.get("type") is None and translation.text:
                found[Text(name, message.findtext("source") or "")] = translation.text
    return found


def write(path: Path, language: str, texts: tuple[Text, ...], known: dict[Text, str]) -> None:
    """Write a .ts file of these texts, with what is known of their translations."""
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    for name in sorted({text.context for text in texts}):
        context = ElementTree.SubElement(root, "context")
        ElementTree.SubElement(context, "name").text = name
        for text in texts:
            if text.context == name:
                message = ElementTree.SubElement(context, "message")
                ElementTree.SubElement(message, "source").text = text.source
                translation = ElementTree.SubElement(message, "translation")
                if text in known:
                    translation.text = known[text]
                else:
                    translation.set("type", "unfinished")
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    path.write_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8"
    )


def compiled(path: Path) -> bytes:
    """What the window reads, made of a .ts file by Qt's ``lrelease``."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.qm"
        lrelease = Path(sys.executable).parent / "pyside6-lrelease"
        subprocess.run([str(lrelease), str(path), "-silent", "-qm", str(out)], check=True)
        return out.read_bytes()


# --- what is wrong -----------------------------------------------------------------------


def faults_of(found: Found, language: str, folder: Path = TRANSLATIONS) -> list[str]:
    """What is wrong with a language's files, a line each."""
    path = folder / f"mate_{language}.ts"
    known = read(path)
    faults = [
        f"{path.name}: not translated: {text.context}: {text.source!r}"
        for text in found.texts
        if text not in known
    ]
    faults += [
        f"{path.name}: no longer in the window: {text.context}: {text.source!r}"
        for text in known.keys() - set(found.texts)
    ]
    faults += [
        f"{path.name}: other places for values than in {text.source!r}: {said!r}"
        for text, said in known.items()
        if _places(text.source) != _places(said)
    ]
    binary = path.with_suffix(".qm")
    if not binary.exists() or (path.exists() and binary.read_bytes() != compiled(path)):
        faults.append(f"{binary.name} is older than {path.name}")
    return faults


def listed(found: Found) -> str:
    """What the window knows the worker's sentences by, one a line."""
    return "".join(f"{text.source}\n" for text in found.texts if text.context == CONTEXT)


def is_listed(found: Found) -> bool:
    """Whether the window knows each of the worker's sentences, and no other."""
    return SENTENCES.exists() and SENTENCES.read_text("utf-8") == listed(found)


def _places(text: str) -> list[str]:
    """The names of the values that are put into a text."""
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        names = re.findall(r"[{}]", text)
    return sorted(names)


def main() -> int:
    """Bring the files up to date, or check them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    arguments = parser.parse_args()
    found = all_texts()
    faults = list(found.faults)
    if not arguments.check:
        SENTENCES.write_text(listed(found), "utf-8")
    elif not is_listed(found):
        faults.append(f"{SENTENCES.name} is not what the worker says")
    for language in LANGUAGES:
        path = TRANSLATIONS / f"mate_{language}.ts"
        if not arguments.check:
            write(path, language, found.texts, read(path))
            path.with_suffix(".qm").write_bytes(compiled(path))
        faults += faults_of(found, language)
    for fault in faults:
        print(fault)
    print(f"{len(found.texts)} texts, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
