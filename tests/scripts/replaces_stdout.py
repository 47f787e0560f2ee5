import io
import sys

real, sys.stdout = sys.stdout, io.StringIO()
print("kept")
real.write(sys.stdout.getvalue().upper())
sys.stdout = real
