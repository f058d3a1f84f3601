"""What a copy button puts on the clipboard, and that it says so."""

from collections.abc import Callable

from browser.fixtures import Visit
from browser.served import Served

RIGHTS = {"permissions": ["clipboard-read", "clipboard-write"]}
READ = "navigator.clipboard.readText()"


def test_a_command_is_copied_as_it_is_typed(visit: Callable[..., Visit], troubled: Served) -> None:
    page = visit(troubled, "entries/edited-by-hand/", **RIGHTS).page
    command = page.locator(".st-axes .st-cmd").first
    command.locator("button").click()
    page.wait_for_function("document.querySelector('.st-copy.done')")
    assert page.evaluate(READ) == command.locator("code").inner_text() == "specthis refresh edited-by-hand"
    page.wait_for_function("document.querySelector('div[role=status].st-vh').textContent.startsWith('Copied specthis')")
    page.wait_for_function("!document.querySelector('.st-copy.done')")
    assert command.locator("button").text_content() == "Copy"


def test_twice_in_a_row_leaves_the_words_of_the_button(visit: Callable[..., Visit], troubled: Served) -> None:
    page = visit(troubled, "entries/edited-by-hand/", **RIGHTS).page
    button = page.locator(".st-axes .st-cmd button").first
    button.click()
    button.click()
    page.wait_for_function("!document.querySelector('.st-copy.done')")
    assert button.text_content() == "Copy"


def test_the_link_to_a_view_is_its_address(visit: Callable[..., Visit], troubled: Served) -> None:
    page = visit(troubled, "entries/?s=rejected", **RIGHTS).page
    page.get_by_role("button", name="Copy link to this view").click()
    page.wait_for_function("document.querySelector('[data-st-copy=\"@url\"].done')")
    assert page.evaluate(READ) == f"{troubled.address}entries/?s=rejected"


def test_without_rights_to_the_clipboard_it_still_copies(visit: Callable[..., Visit], troubled: Served) -> None:
    """As on a site without encryption, where browsers keep the clipboard from scripts."""
    page = visit(troubled, "entries/?s=rejected").page
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject())")
    page.evaluate("document.addEventListener('copy', () => { window.copied = document.activeElement.value; })")
    page.get_by_role("button", name="Copy link to this view").click()
    page.wait_for_function("document.querySelector('[data-st-copy=\"@url\"].done')")
    assert page.evaluate("window.copied") == page.url


def test_every_copy_button_copies_the_text_beside_it(visit: Callable[..., Visit], troubled: Served) -> None:
    page = visit(troubled).page
    pairs = page.evaluate(
        "[...document.querySelectorAll('.st-cmd')].map(c => [c.querySelector('code').textContent,"
        " c.querySelector('button').dataset.stCopy])"
    )
    assert len(pairs) > 4 and all(shown == copied for shown, copied in pairs)
