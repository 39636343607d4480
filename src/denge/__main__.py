"""`python -m denge`."""

import sys

from denge.cli import main

sys.exit(main())
