"""``python -m yingshu`` is the ``yingshu`` command."""

import sys

from yingshu.portal.command import main

if __name__ == "__main__":
    sys.exit(main())
