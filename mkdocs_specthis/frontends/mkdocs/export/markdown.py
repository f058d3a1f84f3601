"""HTML of our pages as Markdown that every dialect reads alike. Knows our components; reads and writes no file.

The same page, said twice, would drift apart: so the Markdown is made from the HTML. What Markdown has no word for, such
as a table whose cells span, stays HTML. Text is escaped for the strictest reader, template languages included.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape as escape_html

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from markdownify import MarkdownConverter

from mkdocs_specthis.frontends.mkdocs.export.tables import CELLS, html_table, needs_html, pipes

Address = Callable[[str], str | None]
"""What a link's address is in the export; None for what is not part of it, empty where the link's words go with it."""
Picture = Callable[[str, str], str]
"""(SVG, what it shows) to the address of the file that holds it."""

_DROPPED = (
    "button, form, input, script, style, nav.st-toc, section.st-key, a.headerlink, .linenos, "
    "ul.st-units, [aria-hidden=true]:not(svg[role=img])"
)
_OURS, _PROSE = "st", "st-prose"
_INLINE = frozenset({"a", "b", "code", "em", "small", "span", "strong", "time"})
_PLACES = ["p", "div", "article", "section", "figure", "li", "sup"]
_TEMPLATES = re.compile(r"\{[{%#<]")
_BACKSLASHED = re.compile(r"([\\`*_\[\]])")
_DOUBLED = re.compile(r"==|\+\+|\^\^|::")
_LINE_START = re.compile(r"(?m)^(\s*)([#+-]|\d{1,9}[.)])(?=\s|$)")
_ENTITIES = {"~": "&#126;", "$": "&#36;", "{": "&#123;", "}": "&#125;", "|": "&#124;", "^": "&#94;"}
_LANGUAGE = re.compile(r"language-[\w+#.-]+\Z")
_BLANK_LINE = re.compile(r"\n(?=\n)")
_FENCE = re.compile(r"[ ]*(`{3,})([\w+#.-]*)\Z")
_SLUG = re.compile(r"[^a-z0-9]+")


def escape_text(text: str) -> str:
    """Text that no reader takes for markup: entities where dialects differ on backslashes."""
    text = _BACKSLASHED.sub(r"\\\1", text)
    text = escape_html(text, quote=False)
    for sign, entity in _ENTITIES.items():
        text = text.replace(sign, entity)
    text = _DOUBLED.sub(lambda found: "".join(f"&#{ord(sign)};" for sign in found[0]), text)
    return _LINE_START.sub(_behind_backslash, text)


def _behind_backslash(found: re.Match[str]) -> str:
    mark = found[2]
    return found[1] + (f"\\{mark}" if len(mark) == 1 else f"{mark[:-1]}\\{mark[-1]}")


def code_text(text: str) -> str:
    """Code in a line of text; as HTML where a template language would read it."""
    if _TEMPLATES.search(text) or "|" in text or not text.strip() or "\n" in text:
        return f"<code>{_inert(text)}</code>"
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    room = " " if "`" in text else ""
    return f"{fence}{room}{text}{room}{fence}"


def code_block(text: str, language: str = "") -> str:
    """Code by itself; as HTML where a template language would read it."""
    text = text.strip("\n")
    if _TEMPLATES.search(text):
        inert = _BLANK_LINE.sub("\n&#8203;", _inert(text))
        return f"\n\n<pre><code>{inert}</code></pre>\n\n"
    fence = "`" * max(3, max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"\n\n{fence}{language}\n{text}\n{fence}\n\n"


def _inert(text: str) -> str:
    shown = escape_html(text, quote=False)
    for sign in "{}|*_`[]\\":
        shown = shown.replace(sign, f"&#{ord(sign)};")
    return shown


def to_markdown(html: str, address: Address, picture: Picture) -> str:
    """The Markdown of a page's HTML, which ends with a line's end."""
    soup = BeautifulSoup(html, "html.parser")
    _prepare(soup)
    shown = _Converter(address=address, picture=picture).convert_soup(soup)
    return "\n".join(_tidy(shown.split("\n"))).strip("\n") + "\n"


def _tidy(lines: Iterable[str]) -> Iterator[str]:
    """One blank line where several are, and no white space at the ends; code as it is, whatever it is indented by."""
    fence, before = "", ""
    for line in lines:
        found = _FENCE.match(line)
        if fence:
            fence = "" if found and found[1] == fence and not found[2] else fence
            yield line if line.strip() else ""
        else:
            fence = found[1] if found else ""
            line = line.rstrip() + ("  " if line.endswith("  ") and line.strip() else "")
            if line or before:
                yield line
        before = line.strip()


def _prepare(soup: BeautifulSoup) -> None:
    """What styles say goes into the text: nothing but words are left of a page."""
    for one in soup.select(_DROPPED):
        is_said = one.parent is not None and one.parent.find(class_="st-vh", recursive=False)
        if one.name == "span" and one.get_text(strip=True) and not is_said:
            one.unwrap()
        else:
            one.decompose()
    for place in soup.find_all(_PLACES, id=True):
        if not place.find_parent("table"):
            place.insert(0, soup.new_tag("a", attrs={"id": str(place["id"])}))
    for layer in soup.select("ol.st-layer[aria-label]"):
        label = soup.new_tag("p")
        label.append(soup.new_tag("b", string=str(layer["aria-label"])))
        layer.insert_before(label)
    for chapters in [one for one in soup.find_all("ol") if one.find("h2")]:
        for part in [chapters, *chapters.find_all("li", recursive=False)]:
            part.name = "div"
    for one in [found for found in soup.find_all(_INLINE) if _is_ours(found) and _touches(found)]:
        one.insert_before(" ")


def _is_ours(element: Tag) -> bool:
    """Whether it is of our own components, and not an author's words."""
    return bool(
        element.find_parent(class_=_OURS) and not element.find_parent("pre") and not element.find_parent(class_=_PROSE)
    )


def _touches(element: Tag) -> bool:
    """Whether styles alone keep it apart from what stands before it."""
    before, text = element.previous_sibling, element.get_text()
    if not text or text[0].isspace() or text[0] in ",.:;)":
        return False
    if isinstance(before, Tag):
        return before.name in _INLINE
    return isinstance(before, NavigableString) and bool(before) and not before[-1].isspace() and before[-1] != "("


class _Converter(MarkdownConverter):
    """Our components on top of what the library knows of HTML."""

    def __init__(self, *, address: Address, picture: Picture) -> None:
        super().__init__(heading_style="atx", bullets="-", autolinks=False)
        self._address, self._picture = address, picture

    def escape(self, text: str, parent_tags: set[str]) -> str:
        return escape_text(text) if text else ""

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:
        """With the place that links lead to, where a generator would not make the same of the words."""
        if "_inline" in parent_tags:
            return text
        shown = f"\n\n{'#' * min(6, max(1, n))} {' '.join(text.split())}\n\n"
        name = str(el.get("id") or "")
        natural = _SLUG.sub("-", el.get_text().lower()).strip("-")
        return f"\n\n{_place(name)}\n{shown}" if name and name != natural else shown

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        href = el.get("href")
        if href is None and el.get("id") and not text:
            return _place(str(el["id"]))
        place = self._address(str(href)) if href else None
        if not place or not text.strip():
            return text if place is None else ""
        text = " ".join(text.split())
        return f"[{text}](<{place}>)" if re.search(r"[\s()]", place) else f"[{text}]({place})"

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        place = self._address(str(el.get("src") or ""))
        alt = escape_text(str(el.get("alt") or ""))
        return f"![{alt}](<{place}>)" if place else alt

    def convert_svg(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        label = str(el.get("aria-label") or "")
        if el.get("role") != "img":
            return ""
        return f"\n\n![{escape_text(label)}]({self._picture(str(el), label)})\n\n"

    def convert_span(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        classes = el.get_attribute_list("class")
        if "arithmatex" in classes:
            return _maths(el)
        return (
            f"**{text.strip()}** " if "st-chip" in classes and "_noformat" not in parent_tags and text.strip() else text
        )

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "arithmatex" in el.get_attribute_list("class"):
            return f"\n\n{_maths(el)}\n\n"
        if el.parent is not None and el.parent.name == "dl":
            return text
        text = text.strip()
        return f" {text} " if "_inline" in parent_tags else f"\n\n{text}\n\n" if text else ""

    convert_article = convert_section = convert_div

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return code_text(el.get_text()) if "pre" not in parent_tags else text

    convert_kbd = convert_samp = convert_code

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        languages = [name for name in _classes_above(el) if _LANGUAGE.match(name)]
        is_diff = el.find(["ins", "del"]) is not None
        kind = "diff" if is_diff else "mermaid" if "mermaid" in el.get_attribute_list("class") else ""
        return code_block(el.get_text(), kind or (languages[0].removeprefix("language-") if languages else ""))

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Four columns in: what every dialect takes for the same item."""
        text, before = text.strip(), el.find_previous_siblings("li")
        number = f"{len(before) + 1}." if el.parent is not None and el.parent.name == "ol" else "-"
        lines = text.split("\n")
        rest = (f"    {line}" if line else "" for line in lines[1:])
        end = "\n\n" if "\n\n" in text else "\n"
        return "\n".join([f"{number:<3} {lines[0]}", *rest]) + end if text else ""

    def convert_small(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        is_plain = el.find(True) is None and "_noformat" not in parent_tags
        return f"*{text.strip()}*" if text.strip() and is_plain else text

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n**{' '.join(text.split())}**\n\n"

    convert_legend = convert_summary

    def convert_dl(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text}\n\n"

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return ""

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        term = el.find_previous_sibling("dt")
        shown = " ".join(text.split())
        return f"- **{escape_text(' '.join(term.get_text().split()))}**: {shown}\n" if term and shown else ""

    def convert_caption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return ""

    def convert_table(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "highlighttable" in el.get_attribute_list("class"):
            return text
        caption = el.find("caption")
        said = f"*{escape_text(' '.join(caption.get_text().split()))}*\n\n" if caption else ""
        return f"\n\n{said}{html_table(el) if needs_html(el) else pipes(text)}\n\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if "code" in el.get_attribute_list("class"):
            return text
        return f" {' '.join(text.split())} |"

    convert_th = convert_td

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        cells = el.find_all(CELLS, recursive=False)
        is_code = any("code" in cell.get_attribute_list("class") for cell in cells)
        return text if is_code else f"|{text}\n"


def _place(name: str) -> str:
    inert = escape_html(" ".join(name.split())).replace("{", "&#123;").replace("}", "&#125;")
    return f'<a id="{inert}"></a>'


def _maths(el: Tag) -> str:
    """TeX between dollars, in which nothing poses as HTML, a link or a template where nobody draws mathematics."""
    text = el.get_text().strip()
    for opens, closes, sign in (("\\(", "\\)", "$"), ("\\[", "\\]", "$$")):
        if text.startswith(opens) and text.endswith(closes):
            return f"{sign}{_plain_tex(text[2:-2].strip())}{sign}"
    return code_text(text)


def _plain_tex(tex: str) -> str:
    tex = tex.replace("<", "\\lt ").replace(">", "\\gt ").replace("](", "]{}(").replace("$", "\\$")
    return re.sub(r"\{(?=[{%#<])", "{ ", " ".join(tex.split()))


def _classes_above(el: Tag) -> list[str]:
    around = (el, *el.find_all("code"), *(parent for parent in el.parents if isinstance(parent, Tag)))
    return [str(name) for one in around for name in one.get_attribute_list("class") if name]
