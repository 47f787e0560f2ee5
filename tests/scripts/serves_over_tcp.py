import multiprocessing
import queue
import subprocess
import sys
from multiprocessing.managers import BaseManager


class QueueManager(BaseManager):
    pass


def serve():
    tasks = queue.Queue()
    QueueManager.register("get_queue", callable=lambda: tasks)
    server = QueueManager(address=("127.0.0.1", 0), authkey=b"key").get_server()
    print(server.address[1], flush=True)
    server.serve_forever()


def client(port, key):
    QueueManager.register("get_queue")
    manager = QueueManager(address=("127.0.0.1", port), authkey=key)
    try:
        manager.connect()
    except multiprocessing.AuthenticationError:
        print("refused", flush=True)
        return
    jobs = manager.get_queue()
    jobs.put("work")
    print(jobs.get(), jobs.empty(), flush=True)


if len(sys.argv) > 2:
    client(int(sys.argv[1]), sys.argv[2].encode())
elif sys.argv[1:] == ["serve"]:
    serve()
else:
    with subprocess.Popen([sys.executable, __file__, "serve"], stdout=subprocess.PIPE, text=True) as server:
        port = server.stdout.readline().strip()
        for key in ("key", "wrong"):
            print(subprocess.check_output([sys.executable, __file__, port, key], text=True), end="", flush=True)
        server.terminate()
