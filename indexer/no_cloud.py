"""Placeholders for what lancedb imports and is not used here, half of the time that it would take.

The client of its cloud: lancedb names hundreds of that package's types in annotations, and uses
them nowhere but in its cloud. The makers of embeddings that lancedb could ask. For both a package
that makes an empty type of every name does; nothing else of them can be reached. And `overrides`,
which before Python 3.12 compares the signature of each method with that of the class above.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType
from typing import Any, TypeVar

CLIENT = "lance_namespace_urllib3_client"
MAKERS = frozenset(
    f"lancedb.embeddings.{name}"
    for name in (
        *("bedrock", "cohere", "colpali", "gemini_text", "gte", "imagebind", "instructor"),
        *("jinaai", "ollama", "open_clip", "openai", "sentence_transformers", "siglip"),
        *("transformers", "voyageai", "watsonx"),
    )
)
CHECKS = "overrides"

Method = TypeVar("Method", bound=Callable[..., Any])


class _Types(ModuleType):
    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (), {"__module__": self.__name__})
        setattr(self, name, made)
        return made


class _Unchecked(ModuleType):
    class EnforceOverrides:
        """A base class that demands nothing."""

    @staticmethod
    def override(method: Method) -> Method:
        """The method as it is."""
        return method


class _Placeholders(MetaPathFinder, Loader):
    def find_spec(
        self,
        fullname: str,
        path: object,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """Find every module of the client, the makers of embeddings, and what checks methods."""
        if fullname.partition(".")[0] == CLIENT:
            return spec_from_loader(fullname, self, is_package=True)
        if fullname in MAKERS or fullname == CHECKS:
            return spec_from_loader(fullname, self)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make an empty one."""
        return _Unchecked(spec.name) if spec.name == CHECKS else _Types(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing."""


def leave_the_cloud_out() -> None:
    """Put the placeholders in place, before lancedb is imported for the first time."""
    if CLIENT not in sys.modules and not any(isinstance(f, _Placeholders) for f in sys.meta_path):
        sys.meta_path.insert(0, _Placeholders())
