"""Templates of the theme, compiled once for all builds of a development server.

Knows Jinja's environments; not what is rendered. The host makes a new environment for each build.
"""

from types import CodeType

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from jinja2.lexer import get_lexer


class CompiledTemplates(BytecodeCache):
    """Code by template and text, for environments that would compile the text alike."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}
        self._seen: tuple[object, ...] = ()
        """What decided how the codes were compiled. Held, so that no other object can pass for a part of it."""

    def serve(self, env: Environment) -> None:
        """Give an environment what others compiled, unless somebody has given it something already."""
        if env.bytecode_cache is None:
            env.bytecode_cache = self

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        seen = _what_compiles(environment)
        if seen != self._seen:
            self._codes.clear()
            self._seen = seen
        return super().get_bucket(environment, name, filename, source)

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code


def _what_compiles(env: Environment) -> tuple[object, ...]:
    """All that decides what a text is compiled to: filters and tests are applied to constants while compiling."""
    extensions = sorted((name, type(extension)) for name, extension in env.extensions.items())
    options = (env.autoescape, env.finalize, env.optimized, env.is_async, env.sandboxed, env.code_generator_class)
    return (type(env), get_lexer(env), options, extensions, {**env.policies}, {**env.filters}, {**env.tests})
