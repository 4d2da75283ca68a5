"""`python -m portfolio`."""

import sys

from press.cli import main

sys.exit(main())
