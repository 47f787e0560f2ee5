import os
import sys

print([name for name in os.environ if "FORK" in name.upper()], os.environ.get("PYTHONPATH"))
print([place for place in sys.path if "forklore" in place], "sitecustomize" in sys.modules)
print([name for name in sys.modules if "forklore" in name or name == "multiprocessing"])
