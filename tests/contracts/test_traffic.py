"""What moves at once: nobody goes on behind the back of who gave up."""

import threading

import pytest

from mkdocs_specthis.effects.caches.traffic import Traffic


def test_when_one_fails_no_other_is_still_under_way() -> None:
    """It could leave a file where its asker has cleaned up."""
    second_has_begun, ended = threading.Event(), threading.Event()

    def work(number: int) -> None:
        if number == 0:
            assert second_has_begun.wait(10)
            raise ValueError
        second_has_begun.set()
        ended.wait(0.2)
        ended.set()

    with Traffic() as traffic:
        with pytest.raises(ValueError):
            traffic.each(work, range(2))
        assert ended.is_set()
