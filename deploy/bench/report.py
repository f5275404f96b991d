"""Report of a run, and the minimum ratios for --check."""
import statistics

# Minimum ratio of a workload to the best FastAPI peer or to the system named.
MIN_RATIOS = [("list_100", "fastapi", 10), ("list_100_uniq", "fastapi", 8), ("list_1000", "fastapi", 10),
              *((workload, system, ratio) for workload in ("list_100_gzip", "list_100_uniq_gzip", "list_1000_gzip") for system, ratio in (("ours, plain", 0.8), ("fastapi", 15))),
              ("list_100_writes", "ours, read only", 0.85),
              ("get_one", "fastapi", 5), ("not_modified", "fastapi", 12), ("token", "LIMIT hash", 0.9), ("create", "fastapi", 3),
              ("put_same", "ours, create", 2), ("create_dup", "fastapi", 4), ("proxy_get", "nginx", 0.7), ("proxy_get", "caddy", 1.3)]
# Maximum ratio of the 99th percentile of a workload's latencies to that of the system named.
MAX_P99_RATIOS = [("list_100_writes", "ours, read only", 2)]

# With a hundred times as many competitions a workload keeps at least two thirds of its rate.
SMALL, LARGE, MIN_SCALE_RATIO = "ours, 10,000 rows", "ours, 1,000,000 rows", 1 / 1.5


def ratios(results):
    """Comparisons: (workload, other system, ratio of ours to it, minimum ratio)."""
    def of(workload, system):
        return [one for one in results if one["workload"] == workload and one["system"].startswith(system)]

    def ratio_of(one, other):
        """Median of the ratios of each round, since a round measures all systems within a minute."""
        return statistics.median(ours / theirs for ours, theirs in zip(one["rounds"], other["rounds"]))

    found = []
    pairs = [("ours", *one) for one in MIN_RATIOS] + [(LARGE, workload, SMALL, MIN_SCALE_RATIO) for workload in dict.fromkeys(one[0] for one in MIN_RATIOS)]
    for system, workload, other, minimum in pairs:
        ours, others = of(workload, system), of(workload, other)
        if ours and others:
            found.append((workload, other, min(ratio_of(ours[0], one) for one in others), minimum))
    return found


def check(results):
    failures = [f"{workload}: {ratio:.2f} times {other}, minimum {minimum:.2g}" for workload, other, ratio, minimum in ratios(results) if ratio < minimum]
    p99 = {(one["workload"], one["system"]): one["p99"] for one in results}
    failures += [f"{workload}: p99 {p99[workload, 'ours']:.2f} ms, {other}: {p99[workload, other]:.2f} ms, maximum {maximum} times"
                 for workload, other, maximum in MAX_P99_RATIOS
                 if (workload, other) in p99 and p99[workload, "ours"] > maximum * p99[workload, other]]
    return failures + [f"{one['workload']}: {one['unexpected']} unexpected responses" for one in results
                       if one["system"].startswith("ours") and one["unexpected"]]


def table(results):
    lines = ["| workload | system | requests/s | p50 ms | p99 ms | server CPU s / 1,000 |", "|---|---|--:|--:|--:|--:|"]
    for one in results:
        unexpected = f" ({one['unexpected']} unexpected)" if one["unexpected"] else ""
        p99 = f"{one['p99']:.2f}" if one["p99"] else ""
        lines.append(f"| {one['workload']} | {one['system']}{unexpected} | {one['rate']:,.0f} | {one['p50']:.2f} | {p99} | {one['cpu']:.3f} |")
    compared = ratios(results)
    if compared:
        lines += ["", "| workload | compared with | ratio | minimum |", "|---|---|--:|--:|"]
        lines += [f"| {workload} | {other} | {ratio:.2f} | {minimum:.2g} |" for workload, other, ratio, minimum in compared]
    return "\n".join(lines) + "\n"
