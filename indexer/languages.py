"""Whether the model reads the language that a question is in."""

from __future__ import annotations

import functools
from collections.abc import Callable, Set
from concurrent.futures import Future
from typing import TYPE_CHECKING

from indexer.threads import begun

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# So likely a language must be: of short texts, and of names, nobody can tell.
SURE = 0.95
FEWEST_LETTERS = 12
BEGINNING = 1000


@functools.cache
def _identifier() -> Future[LanguageIdentifier]:
    """It takes half a second to be read, which nobody waits for."""

    def read() -> LanguageIdentifier:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        # Those of ISO 639-1: dialects of what is read are read, and "no language" is none.
        identifier.set_languages([label for label in identifier.labels if len(label) == 2])
        return identifier

    return begun("languages", read)


def expect() -> None:
    """Have the languages ready, for a question is on its way."""
    _identifier()


def unread(text: str, reads: Set[str] | None) -> str:
    """The language (ISO 639-1) that a text is in, surely, if it is none of these; else nothing.

    Args:
        text: of any length; its beginning tells.
        reads: what the model reads, None where that is not known.
    """
    if reads is None or not _tells(text):
        return ""
    language, likely = _identifier().result().classify(text[:BEGINNING])
    return language if likely >= SURE and language not in reads else ""


def tell_unread(text: str, reads: Set[str] | None, tell: Callable[[str], None]) -> None:
    """Tell of an `unread` language as soon as that is known, at once or from another thread."""

    def look(_ready: object) -> None:
        if language := unread(text, reads):
            tell(language)

    if reads is not None and _tells(text):
        _identifier().add_done_callback(look)


def _tells(text: str) -> bool:
    return sum(map(str.isalpha, text[:BEGINNING])) >= FEWEST_LETTERS
