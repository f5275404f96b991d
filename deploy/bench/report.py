"""The table of a run, and the floors below which a ratio must not fall."""
# The best of the FastAPI peers, or the system named, is beaten at least so many times; the reason to be of each workload's fast path.
FLOORS = {"list_100": ("fastapi", 5), "list_100_uniq": ("fastapi", 3), "list_1000": ("fastapi", 5), "get_one": ("fastapi", 2.5),
          "not_modified": ("fastapi", 6), "token": ("LIMIT hash", 0.9), "create": ("fastapi", 2), "create_dup": ("fastapi", 2.5),
          "proxy_get": ("caddy", 1.3)}


def ratios(results):
    """Workload to (what it is compared with, ours divided by that, the floor)."""
    found = {}
    for workload, (peer, floor) in FLOORS.items():
        ours = [one["rate"] for one in results if one["workload"] == workload and one["system"] == "ours"]
        best = [one["rate"] for one in results if one["workload"] == workload and one["system"].startswith(peer)]
        if ours and best:
            found[workload] = (peer, ours[0] / max(best), floor)
    return found


def check(results):
    failures = [f"{workload}: {ratio:.2f} times {peer}, must be {floor}" for workload, (peer, ratio, floor) in ratios(results).items()
                if ratio < floor]
    return failures + [f"{one['workload']}: {one['wrong']} wrong answers of ours" for one in results
                       if one["system"] == "ours" and one["wrong"]]


def table(results):
    lines = ["| workload | system | requests/s | p50 ms | p99 ms | server CPU s / 1,000 |", "|---|---|--:|--:|--:|--:|"]
    for one in results:
        wrong = f" ({one['wrong']} wrong)" if one["wrong"] else ""
        p99 = f"{one['p99']:.2f}" if one["p99"] else ""
        lines.append(f"| {one['workload']} | {one['system']}{wrong} | {one['rate']:,.0f} | {one['p50']:.2f} | {p99} | {one['cpu']:.3f} |")
    compared = ratios(results)
    if compared:
        lines += ["", "| workload | compared with | times | must reach |", "|---|---|--:|--:|"]
        lines += [f"| {workload} | {peer} | {ratio:.2f} | {floor} |" for workload, (peer, ratio, floor) in compared.items()]
    return "\n".join(lines) + "\n"
