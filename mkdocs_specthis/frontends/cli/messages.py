"""What is said of each kind of error on the command line.

Knows errors and the words for them; how a refusal reads is in `core/views/refusal.py`.
"""

import re
from pathlib import Path

import click

from mkdocs_specthis.core.model.errors import LedgerUnreadable, SpecthisError
from mkdocs_specthis.core.parse.nearest import did_you_mean
from mkdocs_specthis.core.views.refusal import with_hint

_OPTION = re.compile(r"'(-[^']*|[A-Z][^']*)'")
"""An option or argument as click quotes it."""


def of_error(error: SpecthisError) -> str:
    """Where it is about a place in a file, as a finding reads."""
    return str(error.finding) if isinstance(error, LedgerUnreadable) else with_hint(error.message, error.hint)


def of_usage(error: click.ClickException) -> str:
    """An error of the command line, in the same form as all others."""
    text = error.message if isinstance(error, click.NoSuchOption) else error.format_message()
    context = getattr(error, "ctx", None)
    hint = f"see `{context.command_path} --help`" if context else "`--help` shows what the command takes"
    if isinstance(error, click.NoSuchOption):
        return with_hint(f"there is no option `{error.option_name}`", _nearest_option(error, hint))
    return with_hint(_lower_first(_OPTION.sub(r"`\1`", text.rstrip("."))), hint)


def of_operating_system(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return with_hint(f"{where}{_lower_first(error.strerror or str(error) or type(error).__name__)}", "")


def of_surprise(error: BaseException, log: Path | None) -> str:
    """An error of this program."""
    kept = f"the traceback is in {log}" if log else "run it again with `--debug` to see the traceback"
    said = str(error).splitlines()
    what = f"{type(error).__name__}: {said[0]}" if said else type(error).__name__
    return with_hint(f"this should not happen: {what}", f"please report it to the project's issue tracker; {kept}")


def of_broken_install(error: ModuleNotFoundError) -> str:
    """A package that we need is not here: no fault of this program, and nothing to report."""
    package = (error.name or "").partition(".")[0] or "a package"
    hint = "`python -m pip install --upgrade mkdocs-specthis` brings it; `specthis doctor` says what else is missing"
    return with_hint(f"the Python package `{package}` is missing or incomplete", hint)


def _nearest_option(error: click.NoSuchOption, otherwise: str) -> str:
    context = error.ctx
    parameters = context.command.get_params(context) if context else []
    options = [option for parameter in parameters for option in parameter.opts]
    return did_you_mean(error.option_name, options, otherwise=otherwise)


def _lower_first(text: str) -> str:
    """`Missing option` as `missing option`; names in capitals stay."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
