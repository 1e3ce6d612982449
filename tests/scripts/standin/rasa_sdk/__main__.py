"""Stands in for the action server."""

import os
import sys

from standin import serve

serve(os.environ["SANIC_HOST"], int(sys.argv[sys.argv.index("--port") + 1]))
