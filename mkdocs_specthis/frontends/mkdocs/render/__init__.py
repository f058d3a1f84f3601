"""Views to HTML: one file per page kind, all of it built with `html.py`."""
