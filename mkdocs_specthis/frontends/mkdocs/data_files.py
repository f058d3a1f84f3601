"""Files of the site that are data: made when the host copies them, or when somebody asks for one.

Knows MkDocs' files; not what is in them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import cast

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel

from mkdocs_specthis.frontends.mkdocs.kept_files import KeptFiles
from mkdocs_specthis.frontends.mkdocs.languages import language_folder

Make = Callable[[], str]


class DataFile(File):
    """A file whose text is not made before it is needed."""

    make: Make
    waits = False
    """True where it is made when it is asked for."""

    def is_documentation_page(self) -> bool:
        return False

    def copy_file(self, dirty: bool = False) -> None:
        if not self.waits:
            self.write()

    def write(self) -> None:
        """Put it where it lies in the site."""
        place = Path(self.abs_dest_path)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(self.make().encode("utf-8"))


@dataclass(frozen=True, slots=True)
class DataPlace:
    """Where data files go in one build."""

    site_dir: str
    has_folders: bool
    """Whether a page is a folder of its own."""
    language: str
    """Folder of the language."""
    config: MkDocsConfig = field(compare=False)

    @classmethod
    def of(cls, config: MkDocsConfig) -> "DataPlace":
        return cls(config.site_dir, config.use_directory_urls, language_folder(config), config)

    def file(self, name: str) -> DataFile:
        file = cast(DataFile, DataFile.generated(self.config, name, content="", inclusion=InclusionLevel.INCLUDED))
        file.dest_uri = self.language + file.dest_uri
        assert file.url
        return file


def data_file(place: DataPlace, name: str, make: Make, kept: KeptFiles, *, waits: bool) -> DataFile:
    """The file `name`, below the site's root, which holds what `make` gives."""
    file = kept.file(DataFile, name, place, partial(place.file, name))
    file.make, file.waits = make, waits
    return file
