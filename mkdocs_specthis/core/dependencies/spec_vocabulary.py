"""Which specs are within reach of a spec through `depends_on`: the vocabulary that its entries rest on.

Knows specs; no entry and no state.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from mkdocs_specthis.core.model.project import Project
from mkdocs_specthis.core.model.spec import Spec


@dataclass(frozen=True)
class Vocabulary:
    project: Project

    @cached_property
    def specs(self) -> Mapping[str, Spec]:
        return {spec.name.lower(): spec for spec in self.project.specs}

    def vocabulary_of(self, spec: Spec) -> Mapping[str, str]:
        """Definitions, templates and meta specs reachable through `depends_on`: name to digest."""
        return {
            other.name: other.prose_digest
            for other in self._reachable(spec)
            if other.kind.is_vocabulary and other.path != spec.path and not other.unreadable
        }

    def unread_by(self, spec: Spec) -> tuple[str, ...]:
        """Names of the specs within reach that cannot be read."""
        return tuple(other.name for other in self._reachable(spec) if other.unreadable and other.path != spec.path)

    def _reachable(self, spec: Spec) -> Iterable[Spec]:
        seen: dict[str, Spec] = {spec.path: spec}
        waiting = [spec]
        while waiting:
            for reference in waiting.pop().depends_on:
                other = self.specs.get(reference.name.lower())
                if other and other.path not in seen:
                    seen[other.path] = other
                    waiting.append(other)
        return sorted(seen.values(), key=lambda other: other.name)
