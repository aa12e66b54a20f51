"""Programs that do one thing each, to be run as scripts under `python` and under us."""

from __future__ import annotations

EXITS = {
    "nothing": "raise SystemExit",
    "None": "raise SystemExit(None)",
    "0": "raise SystemExit(0)",
    "3": "raise SystemExit(3)",
    "minus": "raise SystemExit(-1)",
    "256": "raise SystemExit(256)",
    "True": "raise SystemExit(True)",
    "False": "raise SystemExit(False)",
    "text": "raise SystemExit('some text')",
    "empty": "raise SystemExit('')",
    "float": "raise SystemExit(1.5)",
    "two": "raise SystemExit(1, 2)",
    "object": "class Reason:\n    def __str__(self): return 'a reason'\nraise SystemExit(Reason())",
    "mute": "class Reason:\n    def __str__(self): 1/0\nraise SystemExit(Reason())",
    "subclass": "class Leave(SystemExit): pass\nraise Leave(4)",
    "code": "try:\n    raise SystemExit(1)\nexcept SystemExit as e:\n    e.code = 6\n    raise",
    "quit": "quit(5)",
    "sys": "import sys\ndef f():\n    try: sys.exit(7)\n    finally: print('finally')\nf()",
    "stderr": "import sys, io\nsys.stderr = sys.stdout\nsys.exit('to stdout')",
    "gone": "import sys\nsys.stderr = None\nsys.exit(3)",
    "argparse": "import argparse\nargparse.ArgumentParser(prog='p').parse_args(['--what'])",
    "unittest": "import unittest\nclass T(unittest.TestCase):\n  def test(self): self.fail()\n"
    "unittest.main(testRunner=unittest.TextTestRunner(stream=open('/dev/null', 'w')))",
    "_exit": "import os\nos._exit(9)",
    "in atexit": "import atexit, sys\natexit.register(lambda: sys.exit(5))",
    "after atexit": "import atexit, sys\natexit.register(print, 'atexit')\nsys.exit('text')",
    "in thread": "import threading, sys\nt = threading.Thread(target=sys.exit, args=(3,))\n"
    "t.start(); t.join(); print('on')",
}

RAISES = {
    "plain": "def f(x):\n    return 1 / x\nf(0)",
    "first line": "1/0",
    "cause": "def f():\n    1 / 0\ntry:\n    f()\nexcept ZeroDivisionError as e:\n    raise ValueError('so') from e",
    "context": "try:\n    1 / 0\nexcept ZeroDivisionError:\n    [][1]",
    "no context": "try:\n    1 / 0\nexcept ZeroDivisionError:\n    raise KeyError('k') from None",
    "group": "class E(Exception): pass\ntry:\n    G = ExceptionGroup\nexcept NameError:\n    G = lambda m, e: E(m)\n"
    "def f():\n    1 / 0\ntry:\n    f()\nexcept ZeroDivisionError as e:\n    raise G('several', [e, KeyError(2)])",
    "note": "e = ValueError('x')\nif hasattr(e, 'add_note'):\n    e.add_note('a note')\nraise e",
    "own class": "class Mine(Exception):\n    class Inner(Exception): pass\nraise Mine.Inner('two\\nlines')",
    "recursion": "def f(n):\n    return f(n + 1)\nf(0)",
    "assertion": "assert 1 == 2, 'not equal'",
    "stop": "raise GeneratorExit('g')",
    "misspelt attribute": "import math\nmath.sqr(2)",
    "misspelt name": "def f(total):\n    return totl\nf(1)",
    "misspelt after another": "try:\n    1 / 0\nexcept ZeroDivisionError:\n    [].apend(1)",
    "misspelt without stderr": "import sys\nsys.stderr = None\n[].apend(1)",
    "like nothing": "[].zzzzzzzz(1)",
    "base": "class Stop(BaseException): pass\nraise Stop",
    "interrupt": "raise KeyboardInterrupt",
    "kind of interrupt": "class Mine(KeyboardInterrupt): pass\nraise Mine('m')",
    "signal": "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(5)",
    "interrupt and atexit": "import atexit\natexit.register(print, 'atexit')\nraise KeyboardInterrupt",
    "import": "import no_such_module",
    "from": "from beside import NOTHING",
    "inside": "import broken",
    "syntax inside": "import unreadable",
    "exec": "exec('def f():\\n    1/0\\nf()')",
    "eval": "eval('1 +')",
    "class": "class A:\n    x = 1 / 0",
    "generator": "def g():\n    yield 1\n    1 / 0\nlist(g())",
    "lambda": "(lambda: 1 / 0)()",
    "reraised": "def f():\n    1 / 0\ntry:\n    f()\nexcept ZeroDivisionError as e:\n    kept = e\nraise kept",
    "cycle": "a = ValueError('a'); b = ValueError('b')\na.__context__ = b; b.__context__ = a\nraise a",
    "in atexit": "import atexit\natexit.register(lambda: 1 / 0)\nprint('done')",
    "in thread": "import threading\nt = threading.Thread(target=lambda: 1 / 0)\nt.start(); t.join()\nprint('on')",
    "in del": "class A:\n    def __del__(self): 1 / 0\nA()\nprint('on')",
    "chdir": "import os\nos.chdir('/')\n1 / 0",
    "gone": "import os\nos.remove(__file__)\n1 / 0",
}

HOOKS = {
    "replaced": "import sys\ndef hook(kind, value, trace):\n"
    "    print(kind, value, trace.tb_frame.f_code.co_name, trace.tb_next, sys.exc_info(), value.__context__)\n"
    "    print(sys.last_type is kind, sys.last_value is value, sys.last_traceback is trace is value.__traceback__)\n"
    "sys.excepthook = hook\n1 / 0",
    "and atexit": "import sys, atexit\natexit.register(print, 'atexit')\n"
    "sys.excepthook = lambda *a: print('hook')\n1 / 0",
    "raises": "import sys\ndef hook(*_):\n    [][1]\nsys.excepthook = hook\n1 / 0",
    "raises from": "import sys\ndef hook(k, e, t):\n    raise KeyError from e\nsys.excepthook = hook\n1 / 0",
    "exits": "import sys\nsys.excepthook = lambda *_: sys.exit(5)\n1 / 0",
    "exits with text": "import sys\nsys.excepthook = lambda *_: sys.exit('text')\n1 / 0",
    "deleted": "import sys\ndel sys.excepthook\n1 / 0",
    "None": "import sys\nsys.excepthook = None\n1 / 0",
    "put back": "import sys\nsys.excepthook = lambda *_: None\nsys.excepthook = sys.__excepthook__\n1 / 0",
    "default called": "import sys\nsys.excepthook = lambda *a: sys.__excepthook__(*a)\ndef f():\n    1 / 0\nf()",
    "traceback": "import sys, traceback\nsys.excepthook = lambda *a: traceback.print_exception(*a)\n1 / 0",
    "not for exit": "import sys\nsys.excepthook = lambda *_: print('hook')\nsys.exit(3)",
    "interrupt": "import sys\nsys.excepthook = lambda *_: print('hook', flush=True)\nraise KeyboardInterrupt",
    "last": "import sys, atexit\n"
    "told = lambda: print(sys.last_type, sys.last_value, sys.last_traceback.tb_next, hasattr(sys, 'last_exc'))\n"
    "atexit.register(told)\n"
    "1 / 0",
    "no last": "import sys, atexit\natexit.register(lambda: print(hasattr(sys, 'last_type')))\nsys.exit(2)",
}

_BUILTINS = "isinstance", "len", "getattr", "hasattr", "type", "id", "str", "int", "tuple", "sorted", "open", "print"

BUILTINS = {
    **{name: f"import builtins\nbuiltins.{name} = None\n1 / 0" for name in _BUILTINS},
    "deleted": f"import builtins\nfor name in {_BUILTINS}: delattr(builtins, name)\n1 / 0",
    "finished": "import builtins\nbuiltins.len = builtins.int = builtins.tuple = None",
    "exit": "import builtins, sys\nbuiltins.isinstance = builtins.str = None\nsys.exit('text')",
    "hook": "import builtins, sys\nsay = print\nsys.excepthook = lambda *_: say(builtins.len)\n"
    "builtins.len = builtins.isinstance = builtins.type = None\n1 / 0",
    "hook that raises": "import builtins, sys\ndef hook(*_):\n    [][1]\nsys.excepthook = hook\n"
    "builtins.len = builtins.isinstance = None\n1 / 0",
    "afterwards": "import atexit, builtins\nsay = print\natexit.register(lambda: say(builtins.len, hasattr(builtins, 'id')))\n"
    "builtins.len = None\ndel builtins.id\n1 / 0",
}
"""Python tells what was raised whatever has become of these, and puts none of them back."""

SOURCES = {
    "empty": b"",
    "no newline at the end": b"print(1)",
    "comment": b"# nothing",
    "cookie": '# -*- coding: latin-1 -*-\nprint(ascii("\xe4"))\n'.encode("latin-1"),
    "cookie in the second line": b'#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nprint(ascii("\x80"))',
    "utf-8": 'print(ascii("\xe4\u6f22"))\n'.encode(),
    "mark": b"\xef\xbb\xbfimport sys\nprint(__doc__)\n",
    "carriage returns": b'"""A\r\ndoc."""\r\nprint(ascii(__doc__))\r\nif 1:\r\n    print(2)\r\n',
    "old carriage returns": b"print(1)\rprint(2)\r",
    "form feed": b"print(1)\n\x0c\nprint(2)\n1/0",
    "future": b"from __future__ import annotations\ndef f(x: undefined): pass\nprint(f.__annotations__)",
    "no future": b"def f(x: 1 + 1): pass\nprint(f.__annotations__)\nz: int = 3\nprint(__annotations__)",
    "doc": b'"""The doc."""\nprint(__doc__, __name__)',
    "tabs": b"if 1:\n\tprint(1)\n",
    "continued": b"x = 1 + \\\n    2\nprint(x)",
}

DEEDS = {
    "main": "import sys, __main__\nx = 3\n"
    "print(__main__.x, vars(sys.modules['__main__']) is globals(), __main__.__dict__ is globals())",
    "no main": "import sys\ndel sys.modules['__main__']\nprint(__name__)",
    "own modules": "import script, hooks, journal, notebook, source, ending\nprint(script.ME, hooks.ME, journal.ME)",
    "hostile": "import cli, rich, scopeinspect, utils\nprint(rich.__file__ == cli.__file__.replace('cli', 'rich'))",
    "streams": "import sys, io\nsys.stdout = io.StringIO()\nprint('lost')\nsys.stderr = sys.__stdout__\n1 / 0",
    "input": "print(input(), input())",
    "rest of input": "import sys\nprint(sys.stdin.read())",
    "deprecated": "import warnings\nwarnings.warn('old', DeprecationWarning)\n"
    "warnings.warn('soon', PendingDeprecationWarning)",
    "warned twice": "import warnings\nfor _ in range(3): warnings.warn('once')",
    "warning of a module": "import warned",
    "syntax warning": "x = 1\nprint(x is 1, '\\d')",
    "filters": "import warnings\nwarnings.simplefilter('error')\nwarnings.warn('now an error')",
    "thread": "import threading, time\ndef late():\n    time.sleep(0.1); print('late')\n"
    "threading.Thread(target=late).start()\nprint('end of main')",
    "thread and error": "import threading, time\ndef late():\n    time.sleep(0.1); print('late')\n"
    "threading.Thread(target=late).start()\n1 / 0",
    "daemon": "import threading, time\n"
    "threading.Thread(target=time.sleep, args=(9,), daemon=True).start()\nprint('end')",
    "atexit": "import atexit\nfor n in range(3): atexit.register(print, n)",
    "fork": "import os\nif os.fork():\n    print(os.wait()[1])\nelse:\n    raise SystemExit(3)",
    "at the very end": "class A:\n    def __del__(self, print=print): print('gone')\na = A()",
    "locals": "print(sorted(locals()) == sorted(globals()), len(dir()))",
    "reload": "import importlib, beside\nprint(importlib.reload(beside).MARK)",
    "runpy": "import runpy\nprint(runpy.run_path('beside.py')['MARK'])",
    "subprocess": "import subprocess, sys\nprint(subprocess.check_output([sys.executable, '-c', 'print(3)']))",
    "again": "import os, sys\nargv = getattr(sys, 'orig_argv', [sys.executable] + sys.argv)\n"
    "if 'again' in sys.argv: print('again')\nelse: os.execv(sys.executable, [sys.executable] + argv[1:] + ['again'])",
    "cached": "print(__cached__, __spec__, __package__)",
    "source of itself": "import linecache, inspect, sys\nprint(linecache.getline(__file__, 1))\n"
    "print(inspect.getsource(sys.modules['__main__']))",
    "loader": "print(__loader__.get_source('__main__')[:5], __loader__.get_filename('__main__') == __file__)",
    "unicode": "print('\u6f22')",
}

PROGRAMS = {
    f"{about}: {name}": source
    for about, table in {
        "exit": EXITS, "raise": RAISES, "hook": HOOKS, "builtins": BUILTINS, "source": SOURCES, "deed": DEEDS,
    }.items()
    for name, source in table.items()
}
