"""The package run with -m."""
import seen

from . import NUMBER

seen.tell(number=NUMBER, **seen.look(globals()))
