#!/usr/bin/env python3
"""Writes the Grafana dashboards, one for each service and an overview of the suite, from the panels below.

    dashboards.py           writes dashboards/*.json
    dashboards.py --check   fails if a file differs
"""
import json
import pathlib
import sys

FOLDER = pathlib.Path(__file__).parent / "dashboards"
REQUESTS = "http_server_requests_seconds"
DATABASE_SERVICES = ("auth-service", "competition-service", "export-service")


def panel(title, unit, *targets):
    """A graph: targets are pairs of an expression and a legend."""
    return title, unit, targets


def service_panels(service):
    one = f'namespace="$namespace", service="{service}"'

    def share(status):
        return f'sum(rate({REQUESTS}_count{{{one}, status{status}}}[5m])) / sum(rate({REQUESTS}_count{{{one}}}[5m]))'

    def quantile(value):
        return f'histogram_quantile({value}, sum by (le) (rate({REQUESTS}_bucket{{{one}}}[5m])))'

    def by_pod(metric, more=""):
        return f'sum by (pod) ({metric}{{{one}{more}}})'

    panels = [
        panel("Traffic: requests per second", "reqps",
              (f'sum by (uri, method) (rate({REQUESTS}_count{{{one}}}[5m]))', "{{method}} {{uri}}")),
        panel("Errors: share of failed requests", "percentunit", (share('=~"5.."'), "5xx"), (share('="429"'), "429")),
        panel("Latency", "s", (quantile("0.50"), "p50"), (quantile("0.95"), "p95"), (quantile("0.99"), "p99")),
        panel("Saturation: CPU by pod", "percentunit", (f'process_cpu_usage{{{one}}}', "{{pod}}")),
        panel("Heap by pod", "bytes", (by_pod("jvm_memory_used_bytes", ', area="heap"'), "{{pod}}")),
        panel("Threads by pod", "short", (by_pod("jvm_threads_live_threads"), "{{pod}}")),
        panel("CPU for garbage collection by pod", "percentunit", (by_pod("jvm_gc_overhead"), "{{pod}}")),
        panel("Requests in progress by pod", "short", (by_pod("http_server_active_requests"), "{{pod}}")),
    ]
    if service in DATABASE_SERVICES:
        panels += [
            panel("Database connections: in use and waiting requests", "short",
                  (by_pod("sql_pool_active"), "{{pod}} in use"), (by_pod("sql_pool_queue_size"), "{{pod}} waiting")),
            panel("Database: mean wait for a connection, and mean statement", "s",
                  (f'sum(rate(sql_pool_queue_delay_seconds_sum{{{one}}}[5m])) / sum(rate(sql_pool_queue_delay_seconds_count{{{one}}}[5m]))', "wait"),
                  (f'sum(rate(postgresql_processing_seconds_sum{{{one}}}[5m])) / sum(rate(postgresql_processing_seconds_count{{{one}}}[5m]))', "statement")),
        ]
    return panels + {
        "gateway": [panel("Upstream failures by route: 502, 503, 504", "reqps",
                          (f'sum by (uri, status) (rate({REQUESTS}_count{{{one}, status=~"50[234]"}}[5m]))', "{{status}} {{uri}}"))],
        "auth-service": [panel("Logins per minute", "short",
                               ('sum by (outcome) (rate(opentrack_logins_total{namespace="$namespace"}[5m])) * 60', "{{outcome}}"))],
        "competition-service": [panel("Creates per hour", "short",
                                      ('sum by (outcome) (increase(opentrack_creates_total{namespace="$namespace"}[1h]))', "{{outcome}}"))],
        "export-service": [
            panel("Age of the calendars", "s", ('min(opentrack_export_age_seconds{namespace="$namespace"})', "age")),
            panel("Last run: failed, failed files, kept files", "short",
                  ('max(opentrack_export_last_run_failed{namespace="$namespace"})', "run failed"),
                  ('max(opentrack_export_files_failed{namespace="$namespace"})', "files failed"),
                  ('max(opentrack_export_files_kept{namespace="$namespace"})', "files kept"))],
    }[service]


def overview_panels():
    here = 'namespace="$namespace"'
    return [
        panel("Burn rate of the error budgets (1: lasts 30 days)", "short",
              (f'opentrack:burn_rate:1h{{{here}}}', "{{slo}}")),
        panel("Available replicas", "short",
              (f'kube_deployment_status_replicas_available{{{here}}}', "{{deployment}}")),
        panel("Ping from outside", "s", (f'probe_duration_seconds{{{here}, job="opentrack-ping"}}', "duration")),
        panel("Age of the calendars and of the last backup", "s",
              (f'min(opentrack_export_age_seconds{{{here}}})', "calendars"),
              (f'time() - max(barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{{{here}}})', "backup"),
              (f'time() - max(cnpg_collector_last_available_backup_timestamp{{{here}}})', "snapshot")),
        panel("PostgreSQL: connections by state", "short", (f'sum by (state) (cnpg_backends_total{{{here}}})', "{{state}}")),
        panel("PostgreSQL: longest transaction", "s",
              (f'max by (pod) (cnpg_backends_max_tx_duration_seconds{{{here}}})', "{{pod}}")),
        panel("PostgreSQL: replication lag", "s", (f'max by (pod) (cnpg_pg_replication_lag{{{here}}})', "{{pod}}")),
        panel("PostgreSQL: size of the database", "bytes",
              (f'max by (datname) (cnpg_pg_database_size_bytes{{{here}, datname="opentrack"}})', "{{datname}}")),
    ]


def dashboard(name, panels):
    source = {"type": "prometheus", "uid": "${datasource}"}
    return {
        "uid": f"opentrack-{name}", "title": f"OpenTrack / {name}", "tags": ["opentrack"], "schemaVersion": 39, "version": 1,
        "editable": False, "refresh": "30s", "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [
            {"name": "datasource", "type": "datasource", "query": "prometheus"},
            {"name": "namespace", "type": "query", "datasource": source, "refresh": 2,
             "query": "label_values(jvm_threads_live_threads, namespace)"}]},
        "panels": [{
            "id": number + 1, "title": title, "type": "timeseries", "datasource": source,
            "gridPos": {"h": 8, "w": 12, "x": number % 2 * 12, "y": number // 2 * 8},
            "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
            "targets": [{"refId": chr(ord("A") + index), "expr": expression, "legendFormat": legend}
                        for index, (expression, legend) in enumerate(targets)],
        } for number, (title, unit, targets) in enumerate(panels)],
    }


def one_panel_a_line(content):
    panels = ",\n".join(json.dumps(one) for one in content["panels"])
    return json.dumps({**content, "panels": []})[:-2] + "\n" + panels + "\n]}\n"


def main():
    services = ("gateway",) + DATABASE_SERVICES
    wanted = {name: dashboard(name, service_panels(name)) for name in services}
    wanted["overview"] = dashboard("overview", overview_panels())
    for name, content in wanted.items():
        text = one_panel_a_line(content)
        path = FOLDER / f"{name}.json"
        if "--check" not in sys.argv:
            path.write_text(text)
        elif path.read_text() != text:
            sys.exit(f"{path} is not what dashboards.py writes")


if __name__ == "__main__":
    main()
