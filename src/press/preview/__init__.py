"""The book while it is written: what changed is printed, and the page in the browser follows."""
