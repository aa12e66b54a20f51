"""The program of a folder, or of a zip file made of it."""
import seen

from beside import MARK

seen.tell(mark=MARK, **seen.look(globals()))
