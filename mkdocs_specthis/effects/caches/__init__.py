"""Where artefacts are kept for others: stores of objects by key. Each implements `Store` of `interface.py`."""
