"""A picture in the place of what no browser shows, or the dashed blank with the reason why there is none."""

from dataclasses import dataclass

from markupsafe import Markup

from mkdocs_specthis.core.model.preview import PreviewKind
from mkdocs_specthis.frontends.mkdocs.addresses import Links
from mkdocs_specthis.frontends.mkdocs.html import element, inline, join
from mkdocs_specthis.frontends.mkdocs.render.components import command, link


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    entry: str
    kind: PreviewKind
    copy: str = ""
    """Source name of the picture in the site; empty if there is none."""
    digest: str = ""
    """Of the picture."""
    word: str = ""
    """Why there is none, or that it is old, as a sentence without its full stop; empty for a picture of today."""
    can_be_drawn: bool = True
    """Whether `specthis preview` would mend what the word says."""


def render_preview(preview: Preview, links: Links, name: str, caption: str, target: str) -> Markup:
    """`name` of the file; `target`: source name of its copy in the site, empty if there is none."""
    repair = command(f"specthis preview {preview.entry}") if preview.can_be_drawn and links.commands else None
    if not preview.copy:
        open_it = element("p", link(links.to(target), f"Open {name}")) if target else None
        return element("div", element("p", inline(f"{preview.word}.")), repair, open_it, class_="st-blank")
    alt = f"{name}: {caption}" if caption else f"Figure {name}"
    shown = element("img", src=links.to(preview.copy), alt=alt, loading="lazy")
    address = links.to(target if target and preview.kind is PreviewKind.PDF else preview.copy)
    figure = element("figure", element("a", shown, href=address), class_="st-sheet st-pic")
    if not preview.word:
        return figure
    return join([figure, element("p", inline(f"{preview.word}."), class_="st-which st-machine"), repair])
