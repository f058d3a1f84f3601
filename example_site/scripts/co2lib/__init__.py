"""What the scripts of this project share. No module here reads or writes a file of the project by name."""
