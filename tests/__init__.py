"""The tests of pmplanner."""

import os
import sys

# Without this, each program that a test starts would compile all of pmplanner anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
