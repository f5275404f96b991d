"""Limit: bare rate of the system's libargon2, which auth-service uses, too. Prints verifications per second and CPU seconds for 1,000."""
import multiprocessing
import os
import sys
import time

import argon2

PASSWORD = "correct horse battery staple"


def check(seconds, results):
    hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
    stored, checks, end = hasher.hash(PASSWORD), 0, time.monotonic() + seconds
    used = sum(os.times()[:2])
    while time.monotonic() < end:
        hasher.verify(stored, PASSWORD)
        checks += 1
    results.put((checks, sum(os.times()[:2]) - used))


if __name__ == "__main__":
    seconds, results = float(sys.argv[1]), multiprocessing.Queue()
    workers = [multiprocessing.Process(target=check, args=(seconds, results)) for _ in range(os.cpu_count())]
    for worker in workers:
        worker.start()
    done = [results.get() for _ in workers]
    checks = sum(count for count, _ in done)
    print(checks / seconds, sum(used for _, used in done) / checks * 1000)
