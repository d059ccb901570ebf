"""Texts in other languages than the text encoder's, read by another encoder into the same space.

The starter's text encoder knows English. A second one, which knows many languages, reads what is
not English, and a projection that learned from translations takes its embeddings to where the
English ones lie; so a German query finds the same photos as an English one, in the same index.
Whether a text is English is asked of its embedding, and of its script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait

import numpy as np
from numpy.typing import NDArray

from mate_core.config import ModelConfig
from mate_core.encoders import Kind, TextEncoder, open_text_encoder
from mate_core.errors import BadConfig
from mate_core.gates import Gate
from mate_core.reading import mean_of_windows, window_steps
from mate_core.text import Steps
from mate_core.weights import verify_encoder

_SURE = 0.9
"""A text that is so likely of one kind is read by one encoder alone; others by both."""

_PATIENCE = 0.05
"""Seconds that one step waits for the encoder, which takes some to open."""

_LAST_LATIN = "\u024f"
_VIETNAMESE = range(0x1E00, 0x1F00)

Project = Callable[[NDArray[np.float32]], NDArray[np.float32]]
"""The other encoder's embeddings, ``(n, its dim)``, to the model's space, ``(n, dim)``."""


class OtherLanguages:
    """Reads texts that the model's own text encoder does not know the language of."""

    def __init__(
        self, open_encoder: Callable[[], TextEncoder], project: Project, known: Gate
    ) -> None:
        """Open nothing yet.

        Args:
            open_encoder: opens the encoder that reads them, on a thread, when the first such text
                comes.
            project: takes its embeddings into the model's space.
            known: whether the model's own encoder knows a text's language, from its embedding.
        """
        self._open_encoder = open_encoder
        self._project = project
        self._known = known
        self._opening: Future[TextEncoder] | None = None

    def share(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """How much of each text is for this encoder to read, ``(n,)``, from 0 to 1.

        ``vectors``, ``(n, dim)``, are their embeddings by the model's own encoder.
        """
        likely = 1 - self._known.likely(vectors)
        likely[likely <= 1 - _SURE] = 0
        likely[[row for row, text in enumerate(texts) if _in_other_script(text)]] = 1
        likely[likely >= _SURE] = 1
        return likely

    def steps(self, texts: Sequence[str], kind: Kind, tokens: int) -> Steps[NDArray[np.float32]]:
        """Texts to ``(n, dim)``, L2-normalised, in the model's space, in short pieces.

        Raises:
            ModelError: the encoder cannot be opened.
        """
        encoder = yield from self._opened()
        vectors, counts = yield from window_steps(texts, encoder, kind, tokens)
        return mean_of_windows(self._project(vectors), counts)

    def _opened(self) -> Steps[TextEncoder]:
        if self._opening is None:
            thread = ThreadPoolExecutor(1, "languages")
            self._opening = thread.submit(self._open_encoder)
            thread.shutdown(wait=False)
        opening = self._opening
        while not opening.done():
            wait([opening], _PATIENCE)
            yield
        if opening.exception() is not None:
            self._opening = None  # the next text tries again
        return opening.result()


def _in_other_script(text: str) -> bool:
    """Whether most letters are of no Latin alphabet."""
    letters = [letter for letter in text if letter.isalpha()]
    other = sum(letter > _LAST_LATIN and ord(letter) not in _VIETNAMESE for letter in letters)
    return 2 * other > len(letters)


def open_languages(
    config: ModelConfig, gates: Mapping[str, Gate], project: Project | None
) -> OtherLanguages | None:
    """What reads a model's other languages; ``project`` is that of the runtime.

    Raises:
        BadConfig: if the model does not say which texts are in them.
    """
    if config.languages is None or project is None:
        return None
    if "known" not in gates:
        raise BadConfig(f"{config.name}: nothing tells which texts are in other languages")
    encoder = config.languages.encoder

    def open_encoder() -> TextEncoder:
        verify_encoder(encoder)
        return open_text_encoder(encoder, config.window, config.overlap)

    return OtherLanguages(open_encoder, project, gates["known"])
