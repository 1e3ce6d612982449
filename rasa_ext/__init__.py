"""What plugs Backwise into the Rasa server."""

import logging

from rasa_ext import action_calls, session_start

# Rasa writes message text to its log at debug level, in many places. What people say about
# their health must not reach a log, so debug logging is off however the server is started.
logging.disable(logging.DEBUG)

action_calls.install()
session_start.install()
