"""What the press writes: home, skills, CV, pages of data and models, comparison, status."""
