"""The probe: what a CPython process does, told into the arena as the native engine tells it.

It lives in the program's own processes, so it has one law: the program must not notice. It imports nothing that the
program would not have; it writes to memory only, unless something waits anyway; it shows in no traceback; and where it
fails it says so in an `oddity` and gets out of the way.
"""
