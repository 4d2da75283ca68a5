"""What must hold before a site is published, each check a small class."""
