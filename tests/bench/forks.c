/* The least that forking costs: a small static program forks, and waits for it to end.
 * `forks COUNT 0` forks COUNT children, one after the other; `forks COUNT 2` gives each two of its own, all on one core.
 * Prints nanoseconds for each. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    long count = atol(argv[1]), each = atol(argv[2]);
    if (each > 0) {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(sched_getcpu(), &one);
        sched_setaffinity(0, sizeof one, &one);
    }
    long start = now();
    for (long i = 0; i < count; i++) {
        if (fork() == 0) {
            for (long child = 0; child < each; child++)
                if (fork() == 0) _exit(0);
            while (wait(NULL) > 0) {}
            _exit(0);
        }
        wait(NULL);
    }
    printf("%ld\n", (now() - start) / count);
    return 0;
}
