"""`[cache] url` and `endpoint_url` to a place, or to what is wrong with them.

Spelling only. Neither may hold a user name or a password: settings are in git, and messages show places.
"""

import re
from dataclasses import dataclass

from mkdocs_specthis.core.parse.shown import shown

DEFAULT = ".specthis/cache"
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}\Z")
_SERVER = re.compile(r"(?i:https?)://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[1-9][0-9]{0,4})?(?:/[^?#\s]*)?\Z")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True, slots=True, kw_only=True)
class CachePlace:
    folder: str = ""
    """Path as written, from the project root unless absolute; empty for S3."""
    bucket: str = ""
    prefix: str = ""
    """Without slashes at its ends; may be empty."""


def parse_cache_url(url: str) -> tuple[CachePlace, str]:
    """The place, and what is wrong: a clause that follows the setting's name, `; `, a hint. Empty if nothing is."""
    if not url:
        return CachePlace(folder=DEFAULT), ""
    problem = _text_problem(url)
    if problem:
        return CachePlace(), problem
    if url.lower().startswith("s3://"):
        return _bucket(url[5:])
    if url.startswith("file:///"):
        return CachePlace(folder=url.removeprefix("file://")), ""
    if _SCHEME.match(url) or url.lower().startswith("s3:"):
        return CachePlace(), f"is no place of a cache: `{shown(url)}`; write a folder, or `s3://bucket/prefix`"
    return CachePlace(folder=url), ""


def endpoint_problem(endpoint_url: str) -> str:
    """What is wrong with the address of an S3 server, in the same form; empty if nothing is."""
    if not endpoint_url:
        return ""
    if problem := _text_problem(endpoint_url):
        return problem
    if not _SERVER.match(endpoint_url):
        return f"is no address of a server: `{shown(endpoint_url)}`; write `https://host` or `http://host:port`"
    return ""


def _text_problem(text: str) -> str:
    if not text.isprintable() or len(text) > 2048:
        return "holds a character that cannot be printed, or is very long; write a folder, or `s3://bucket/prefix`"
    scheme = _SCHEME.match(text)
    authority = re.split(r"[/?#]", text[scheme.end() :], maxsplit=1)[0] if scheme else ""
    if "@" in authority or (scheme and "@" in text):
        return "holds a user name or a password; credentials come from the usual AWS chain, or a named profile"
    return ""


def _bucket(rest: str) -> tuple[CachePlace, str]:
    bucket, _, prefix = rest.partition("/")
    if not _BUCKET.match(bucket):
        return CachePlace(), f"names no bucket: `{shown('s3://' + rest)}`; write `s3://bucket/prefix`"
    segments = prefix.strip("/").split("/") if prefix.strip("/") else []
    if any(segment in ("", ".", "..") for segment in segments) or "?" in prefix or "#" in prefix:
        return CachePlace(), f"has a prefix that is none: `{shown('s3://' + rest)}`; write `s3://bucket/folder/folder`"
    return CachePlace(bucket=bucket, prefix="/".join(segments)), ""
