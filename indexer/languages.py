"""Whether the model reads the language that a question is in."""

from __future__ import annotations

import functools
from collections.abc import Set
from concurrent.futures import Future
from typing import TYPE_CHECKING

from indexer.threads import begun

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# So likely a language must be: of short texts, and of names, nobody can tell.
SURE = 0.95
FEWEST_LETTERS = 12


@functools.cache
def _identifier() -> Future[LanguageIdentifier]:
    """It takes half a second to be read, which nobody waits for."""

    def read() -> LanguageIdentifier:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    return begun("languages", read)


def expect() -> None:
    """Have the languages ready, for a question is on its way."""
    _identifier()


def unread(text: str, reads: Set[str] | None, *, wait: bool = False) -> str:
    """The language (ISO 639-1) that a text is in, surely, if it is none of these; else nothing.

    Args:
        text: of any length; its beginning tells.
        reads: what the model reads, None where that is not known.
        wait: for what tells languages apart to be ready; else nothing is said until it is.
    """
    beginning = text[:1000]
    if reads is None or sum(map(str.isalpha, beginning)) < FEWEST_LETTERS:
        return ""
    identifier = _identifier()
    if not (wait or identifier.done()):
        return ""
    language, likely = identifier.result().classify(beginning)
    return language if likely >= SURE and language not in reads else ""
