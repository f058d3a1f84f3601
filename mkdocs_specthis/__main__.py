"""`python -m mkdocs_specthis`: the `specthis` command."""

from mkdocs_specthis.frontends.cli.main import main

if __name__ == "__main__":
    main()
