"""What an artefact holds, as views that a page can show."""
