"""Which files a new project gets. Knows templates by name; reads and writes none."""

PLUGIN_LINES = "plugins:\n  - search\n  - specthis\n"
