"""Says who works in the tree, or was cut off there, to whoever looks at states meanwhile.

On standard error, and never remembered with an answer.
"""

from pathlib import Path

from mkdocs_specthis.frontends.cli.output import tell

MOST = 3
"""Entries that are named."""


def tell_who_works(root: Path) -> None:
    """What a refresh is making lies aside meanwhile, and comes out as bytes that are not here, or as another's."""
    from mkdocs_specthis.effects.runs.driver_lock import find_driver
    from mkdocs_specthis.effects.runs.outputs import left_unfinished

    driver = find_driver(root)
    if driver is not None:
        tell(f"{driver.message}: what it is making now is not where it will be")
        return
    left = left_unfinished(root)
    if left:
        more = f" and {len(left) - MOST} more" if len(left) > MOST else ""
        names = ", ".join(f"`{name}`" for name in left[:MOST])
        tell(
            f"specthis: a refresh was cut off while it made {names}{more}; what is there of it is no result, and the"
            " next `specthis refresh` puts back what it had laid aside"
        )
