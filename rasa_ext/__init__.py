"""What plugs Backwise into the Rasa server."""

import logging

import structlog

from rasa_ext import action_calls, session_start

# Rasa writes message text to its log at debug level, in many places and by two libraries.
# What people say about their health must not reach a log, so debug logging is off however
# the server is started.
logging.disable(logging.DEBUG)
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))

action_calls.install()
session_start.install()
