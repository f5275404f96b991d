"""The table of a run, and the floors below which a ratio must not fall."""
import statistics

# The best of the FastAPI peers, or the system named, is beaten at least so many times; the reason to be of each workload's fast path.
FLOORS = {"list_100": ("fastapi", 5), "list_100_uniq": ("fastapi", 3), "list_1000": ("fastapi", 5), "get_one": ("fastapi", 2.5),
          "not_modified": ("fastapi", 6), "token": ("LIMIT hash", 0.9), "create": ("fastapi", 2), "create_dup": ("fastapi", 2.5),
          "proxy_get": ("caddy", 1.3)}


# A hundred times as many competitions cost a workload a third of its rate at most.
SMALL, LARGE, SCALE_FLOOR = "ours, 10,000 rows", "ours, 1,000,000 rows", 1 / 1.5


def ratios(results):
    """What is compared: (workload, with what, ours divided by that, the floor)."""
    def of(workload, system):
        return [one for one in results if one["workload"] == workload and one["system"].startswith(system)]

    def times(one, other):
        """The median of the rounds' quotients: a round measures all systems of a workload in the same minute."""
        return statistics.median(ours / theirs for ours, theirs in zip(one["rounds"], other["rounds"]))

    found = []
    for workload, (peer, floor) in FLOORS.items():
        for system, other, least in (("ours", peer, floor), (LARGE, SMALL, SCALE_FLOOR)):
            ours, others = of(workload, system), of(workload, other)
            if ours and others:
                found.append((workload, other, min(times(ours[0], one) for one in others), least))
    return found


def check(results):
    failures = [f"{workload}: {ratio:.2f} times {other}, must be {floor:.2g}" for workload, other, ratio, floor in ratios(results) if ratio < floor]
    return failures + [f"{one['workload']}: {one['wrong']} wrong answers of ours" for one in results
                       if one["system"].startswith("ours") and one["wrong"]]


def table(results):
    lines = ["| workload | system | requests/s | p50 ms | p99 ms | server CPU s / 1,000 |", "|---|---|--:|--:|--:|--:|"]
    for one in results:
        wrong = f" ({one['wrong']} wrong)" if one["wrong"] else ""
        p99 = f"{one['p99']:.2f}" if one["p99"] else ""
        lines.append(f"| {one['workload']} | {one['system']}{wrong} | {one['rate']:,.0f} | {one['p50']:.2f} | {p99} | {one['cpu']:.3f} |")
    compared = ratios(results)
    if compared:
        lines += ["", "| workload | compared with | times | must reach |", "|---|---|--:|--:|"]
        lines += [f"| {workload} | {other} | {ratio:.2f} | {floor:.2g} |" for workload, other, ratio, floor in compared]
    return "\n".join(lines) + "\n"
