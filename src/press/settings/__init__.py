"""The files that people write to set up a book, each read and checked once."""
