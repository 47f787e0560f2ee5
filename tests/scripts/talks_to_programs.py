import subprocess
import sys

said = subprocess.run(["tr", "a-z", "A-Z"], input="shout\n", capture_output=True, text=True)
print(said.stdout, said.returncode)
child = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdin.write(b"one\ntwo\n")
child.stdin.flush()
print(child.stdout.readline(), child.poll())
child.stdin.close()
print(child.stdout.read(), child.wait(), child.poll())
with subprocess.Popen(["cat"], bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
    print(child.stdin.write(b"x" * 10), child.stdout.read(4))
    print(child.communicate(b"y" * 5))
first = subprocess.Popen(["printf", "b\\na\\n"], stdout=subprocess.PIPE)
second = subprocess.Popen(["sort"], stdin=first.stdout, stdout=subprocess.PIPE, universal_newlines=True)
first.stdout.close()
for line in second.stdout:
    print(line.strip())
print(first.wait(), second.wait())
code = "import sys; data = sys.stdin.read(); print(len(data)); print(data[:3], file=sys.stderr); sys.exit(4)"
child = subprocess.run([sys.executable, "-c", code], input=b"z" * 200000, stdout=-1, stderr=-1)
print(child.returncode, child.stdout, child.stderr)
print(subprocess.check_output([sys.executable, "-c", "print('to stderr', file=__import__('sys').stderr)"], stderr=-2))
print(subprocess.run([sys.executable, "-c", "print('nowhere')"], stdout=subprocess.DEVNULL).returncode)
