"""The imports of one Python source, resolved to files of the project.

Nothing is imported. Asks whether a project file exists; reads no disk.
"""

import ast
from collections.abc import Callable
from posixpath import dirname, join

from mkdocs_specthis.core.parse.mentions import MAX_MENTION

Exists = Callable[[str], bool]
"""Whether a POSIX path from the project root is a regular file of the project."""


class Imports:
    """Resolves the imports of one file to project files."""

    def __init__(self, *, path: str, exists: Exists, roots: tuple[str, ...]) -> None:
        self.path, self.exists = path, exists
        self.folder = dirname(path)
        self.roots = tuple(dict.fromkeys((self.folder, *roots)))
        self.found: set[str] = set()
        self.unresolved: dict[str, int] = {}

    def visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                self._absolute(alias.name, (), node.lineno)
        elif isinstance(node, ast.ImportFrom):
            names = tuple(alias.name for alias in node.names)
            if node.level:
                self._relative(node.level, node.module or "", names, node.lineno)
            else:
                self._absolute(node.module or "", names, node.lineno)
        elif isinstance(node, ast.Call):
            self._call(node)
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            self._exported(node)

    def _exported(self, node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> None:
        """Modules that `__all__` of a package names: `from package import *` imports them, whoever writes it."""
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        is_all = any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)
        if not is_all or not self.path.endswith("__init__.py") or not isinstance(node.value, ast.List | ast.Tuple):
            return
        for item in node.value.elts:
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                self._module(self.folder, item.value, ())

    def _call(self, node: ast.Call) -> None:
        """`importlib.import_module("x.y")` and `__import__("x")` with a literal name."""
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[0] if node.args else None
        if name in ("import_module", "__import__") and isinstance(first, ast.Constant) and isinstance(first.value, str):
            if first.value.startswith("."):
                level = len(first.value) - len(first.value.lstrip("."))
                self._relative(level, first.value.lstrip("."), (), node.lineno)
            else:
                self._absolute(first.value, (), node.lineno)

    def _relative(self, level: int, module: str, names: tuple[str, ...], line: int) -> None:
        base = self.folder
        for _ in range(level - 1):
            if not base:
                self.unresolved["." * level + module] = line
                return
            base = dirname(base)
        if module:
            if not self._module(base, module, names):
                self.unresolved["." * level + module] = line
            return
        self._package(base)
        for name in names:
            if name != "*" and not self._module(base, name, ()) and not self.exists(join(base, "__init__.py")):
                self.unresolved["." * level + name] = line

    def _absolute(self, module: str, names: tuple[str, ...], line: int) -> None:
        """Every root that answers counts: which one a run would take is not known before it."""
        answered = [self._module(root, module, names) for root in self.roots]
        if not any(answered) and "." in module:
            package = module.split(".")[0]
            if any(self._is_package(join(root, package)) for root in self.roots):
                self.unresolved[module] = line

    def _module(self, base: str, module: str, names: tuple[str, ...]) -> bool:
        """Take in `module` below `base` with the packages on the way; False if no file answers."""
        parts = module.split(".")
        if not all(parts) or len(module) > MAX_MENTION:
            return False
        target = join(base, *parts)
        is_file = self.exists(target + ".py")
        is_package = self.exists(join(target, "__init__.py"))
        members = [name for name in names if name != "*" and self._answers(join(target, name))]
        if not (is_file or is_package or members):
            return False
        for depth in range(1, len(parts)):
            self._package(join(base, *parts[:depth]))
        if is_package:
            self._package(target)
        elif is_file:
            self.found.add(target + ".py")
        for name in members:
            self._member(join(target, name))
        return True

    def _answers(self, target: str) -> bool:
        return self.exists(target + ".py") or self.exists(join(target, "__init__.py"))

    def _member(self, target: str) -> None:
        if self.exists(join(target, "__init__.py")):
            self._package(target)
        else:
            self.found.add(target + ".py")

    def _package(self, folder: str) -> None:
        if self.exists(join(folder, "__init__.py")):
            self.found.add(join(folder, "__init__.py"))

    def _is_package(self, folder: str) -> bool:
        return self.exists(join(folder, "__init__.py"))
