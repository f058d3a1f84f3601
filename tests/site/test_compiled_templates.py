"""A template is compiled once for all builds of a server, and anew where anything might compile it otherwise."""

from collections.abc import Callable

from jinja2 import DictLoader, Environment

from mkdocs_specthis.frontends.mkdocs.templates import CompiledTemplates


class Counted(Environment):
    """Counts what it compiles."""

    compiled = 0

    def compile(self, *arguments: object, **named: object) -> object:
        type(self).compiled += 1
        return super().compile(*arguments, **named)


def rendered(templates: CompiledTemplates, text: str, say: Callable[[str], str] = str.upper, **options: bool) -> str:
    env = Counted(loader=DictLoader({"page.html": text}), **options)
    env.filters["say"] = say
    templates.serve(env)
    return env.get_template("page.html").render(word="b")


def test_the_same_text_is_compiled_once() -> None:
    templates, before = CompiledTemplates(), Counted.compiled
    assert [rendered(templates, "{{ 'a' | say }}{{ word }}") for _ in range(3)] == ["Ab"] * 3
    assert Counted.compiled == before + 1


def test_what_would_compile_otherwise_is_compiled_anew() -> None:
    templates = CompiledTemplates()
    text = "{{ 'a' | say }}\n{% if word %}\n<{{ word }}>\n{% endif %}"
    assert rendered(templates, text) == "A\n\n<b>\n"
    assert rendered(templates, text.replace("'a'", "'c'")) == "C\n\n<b>\n"
    assert rendered(templates, text, lambda word: f"{word}!") == "a!\n\n<b>\n"
    assert rendered(templates, text, trim_blocks=True) == "A\n<b>\n"
    assert rendered(templates, text) == "A\n\n<b>\n"


def test_a_cache_of_somebody_else_is_left_alone() -> None:
    other, env = CompiledTemplates(), Environment()
    env.bytecode_cache = other
    CompiledTemplates().serve(env)
    assert env.bytecode_cache is other
