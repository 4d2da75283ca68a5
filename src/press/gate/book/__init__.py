"""What makes a set of pages a book: links that lead somewhere, order, words for pictures, weight."""
