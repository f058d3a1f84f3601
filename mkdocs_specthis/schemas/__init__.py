"""JSON Schemas of what the commands print and the ledgers hold, 2020-12 dialect; they ship with the package."""
