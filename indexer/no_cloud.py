"""Placeholders for the client of LanceDB's cloud, which a start would take half a second to build.

lancedb names hundreds of that package's types in annotations, and uses them nowhere but in its
cloud: so a package that makes an empty type of every name does. Nothing else of it can be reached.
"""

from __future__ import annotations

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType

CLIENT = "lance_namespace_urllib3_client"


class _Types(ModuleType):
    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (), {"__module__": self.__name__})
        setattr(self, name, made)
        return made


class _Placeholders(MetaPathFinder, Loader):
    def find_spec(
        self,
        fullname: str,
        path: object,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """Find every module of the client."""
        if fullname.partition(".")[0] != CLIENT:
            return None
        return spec_from_loader(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make an empty one."""
        return _Types(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing."""


def leave_the_cloud_out() -> None:
    """Put the placeholders in place, before lancedb is imported for the first time."""
    if CLIENT not in sys.modules:
        sys.meta_path.insert(0, _Placeholders())
