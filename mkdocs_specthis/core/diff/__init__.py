"""How two states of one thing differ: prose word by word, files line by line, JSON value by value. Pure."""
