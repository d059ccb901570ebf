"""A document's outline (a PDF's bookmarks, a book's contents): under which title a passage stands.

A passage in the middle of a section says nothing of what the section is about; its title does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from indexer.extract import Passage
from indexer.extract.xmp import clean

MOST_ENTRIES = 20_000
LONGEST_TITLE = 150
SHORT_TITLE = 4


class Outline:
    """The titles of a document's pages, which are read in their order."""

    def __init__(self, document: Any, errors: tuple[type[BaseException], ...]) -> None:
        """Read it; one that is damaged is none.

        Args:
            document: of PyMuPDF.
            errors: what that raises where something cannot be read.
        """
        self._titles: dict[int, list[tuple[str, str]]] = {}  # by page, each also folded
        self._current = ""
        try:
            entries = document.get_toc(simple=True)[:MOST_ENTRIES]
        except errors:
            entries = []
        if len(entries) < 2:  # a single one is what a program called the file
            return
        for _, title, page in entries:
            title = clean(title)[:LONGEST_TITLE]
            if folded := _folded(title):
                self._titles.setdefault(page, []).append((title, folded))

    def title(self, page: int, passages: Iterable[Passage]) -> Iterator[Passage]:
        """Passages of the next page, each after the title it stands under unless it has that."""
        coming = self._titles.get(page, [])
        for passage in passages:
            text = _folded(passage.text)
            places: dict[str, int] = {}  # several sections may have a "Summary": the next is meant
            for place, (_, folded) in enumerate(coming):
                places.setdefault(folded, place)
            here = [place for folded, place in places.items() if _begins(folded, text)]
            if here:
                self._current = coming[here[-1]][0]
                coming = coming[here[-1] + 1 :]
                yield passage
            elif self._current:
                yield replace(passage, text=f"{self._current}\n{passage.text}")
            else:
                yield passage
        if coming:  # what cannot be found in the text begins somewhere on the page
            self._current = coming[-1][0]


def _begins(title: str, text: str) -> bool:
    """Whether a title stands in a text; a short one may stand there by chance, but at its head."""
    return text.startswith(title) if len(title) < SHORT_TITLE else title in text


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
