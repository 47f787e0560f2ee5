"""Runs one of CPython's own test modules, and writes how many tests there were and which did not pass to the file it is given."""

import signal
import sys
import unittest

if __name__ == "__main__":
    # Behind a shell's `&` Ctrl-C is ignored, and some of these tests wait for it in vain.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    suite = unittest.defaultTestLoader.loadTestsFromName(sys.argv[1])
    result = unittest.TextTestRunner(verbosity=0).run(suite)
    with open(sys.argv[2], "w") as file:
        print(result.testsRun, file=file)
        for test, _ in result.failures + result.errors:
            print(test.id(), file=file)
