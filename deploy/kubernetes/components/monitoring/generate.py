#!/usr/bin/env python3
"""Writes the Grafana dashboards, one for each service and an overview of the suite, from the panels below, and the rules of
the objectives, from the tables below.

    generate.py           writes ../dashboards/*.json and burn-rate-rule.yaml
    generate.py --check   fails if a file differs
"""
import json
import pathlib
import sys

COMPONENTS = pathlib.Path(__file__).parent.parent
REQUESTS = "http_server_requests_seconds"
DATABASE_SERVICES = ("auth-service", "competition-service", "export-service")

READS = 'method=~"GET|HEAD", uri=~"/api/v1/competitions.*"'
# Requests for changes last as long as their clients want to wait.
IMMEDIATE = 'uri!~".*/changes/?"'
WRITES = 'method=~"POST|PUT|PATCH|DELETE", uri=~"/api/v1/competitions.*"'
LOGINS = 'method="POST", uri="/api/v1/auth/token"'
# Objective, requests, share of bad ones that it allows, bucket of the slowest good ones (without: a 5xx is bad), requests per
# second that a window counts as at least.
OBJECTIVES = (
    ("reads-availability", READS, 0.001, None, 0.1),
    ("reads-latency", f"{READS}, {IMMEDIATE}", 0.01, "0.25", 0.1),
    ("writes-availability", WRITES, 0.001, None, 0.1),
    ("writes-latency", WRITES, 0.01, "0.5", 0.1),
    ("logins-availability", LOGINS, 0.005, None, 0.02),
    ("logins-latency", LOGINS, 0.01, "1|1.0", 0.02),
)
# Alert, burn rate, its two windows, duration, share of the budget, period, advice.
BURN_ALERTS = (
    ("ErrorBudgetBurnsFast", 14.4, "1h", "5m", "2m", "2 %", "an hour",
     "open the gateway's dashboard and find the failing or slow operation, then the service behind it; a rollout that just "
     "happened is rolled back first."),
    ("ErrorBudgetBurns", 6, "6h", "30m", "15m", "5 %", "six hours",
     "a slow leak: look for one failing operation, one slow replica, a busy database."),
)
BURN_RATE_RULE = """# Written by generate.py. Burn rate: the share of bad requests at the gateway, divided by the share that the objective allows; at 1
# the error budget lasts exactly for its 30 days. clamp_min: with little traffic a few bad requests are no outage.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: opentrack-objectives
  labels:
    app.kubernetes.io/name: opentrack
    app.kubernetes.io/component: monitoring
spec:
  groups:
    - name: opentrack-burn-rates
      rules:
"""


def panel(title, unit, *targets):
    """A graph: targets are pairs of an expression and a legend."""
    return title, unit, targets


def service_panels(service):
    one = f'namespace="$namespace", service="{service}"'

    def share(status):
        return f'sum(rate({REQUESTS}_count{{{one}, status{status}}}[5m])) / sum(rate({REQUESTS}_count{{{one}}}[5m]))'

    def quantile(value):
        return f'histogram_quantile({value}, sum by (le) (rate({REQUESTS}_bucket{{{one}, {IMMEDIATE}}}[5m])))'

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
                                      ('sum by (outcome) (increase(opentrack_creates_total{namespace="$namespace"}[1h]))', "{{outcome}}")),
                                panel("Followers by pod: event streams and waiting requests; tokens too old per hour", "short",
                                      (by_pod("opentrack_changes_streams"), "{{pod}} streams"),
                                      (by_pod("opentrack_changes_waiting"), "{{pod}} waiting, streams included"),
                                      ('sum(increase(opentrack_changes_expired_total{namespace="$namespace"}[1h]))', "too old"))],
        "export-service": [
            panel("Age of the calendars", "s", ('min(opentrack_export_age_seconds{namespace="$namespace"})', "age")),
            panel("Last run: failed, failed files, kept files", "short",
                  ('max(opentrack_export_last_run_failed{namespace="$namespace"})', "run failed"),
                  ('max(opentrack_export_files_failed{namespace="$namespace"})', "files failed"),
                  ('max(opentrack_export_files_kept{namespace="$namespace"})', "files kept")),
            panel("Webhooks: age of the queue", "s",
                  ('max(opentrack_webhooks_queue_age_seconds{namespace="$namespace"})', "age")),
            panel("Webhooks: attempts per minute; pending are repeated", "short",
                  ('sum by (outcome) (rate(opentrack_webhooks_attempts_total{namespace="$namespace"}[5m])) * 60', "{{outcome}}"))],
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


def burn_rate(objective, window):
    name, requests, allowed, bucket, least = objective

    def rate(series, matchers):
        return f'sum by (namespace) (rate({REQUESTS}_{series}{{{matchers}}}[{window}]))'

    all_requests = f'service="gateway", {requests}'
    here = f'namespace="opentrack", {all_requests}'
    if bucket:
        bad = f"""({rate("count", here)}
              - {rate("bucket", f'{all_requests}, le=~"{bucket}"')})"""
    else:
        bad = rate("count", f'{here}, status=~"5.."')
    return f"""        - record: opentrack:burn_rate:{window}
          labels: {{slo: {name}}}
          expr: |-
            {bad}
              / clamp_min({rate("count", all_requests)}, {least}) / {allowed}
"""


def burn_alert(name, factor, long, short, duration, share, period, advice):
    return f"""        - alert: {name}
          expr: |-
            opentrack:burn_rate:{long}{{namespace="opentrack"}} > {factor}
              and opentrack:burn_rate:{short} > {factor}
          for: {duration}
          labels:
            severity: critical
          annotations:
            summary: "{{{{ $labels.slo }}}}: {share} of the monthly error budget was used within {period}."
            runbook: "{name}: {advice}"
            runbook_url: https://runbooks.example.org/opentrack#{name.lower()}
"""


def burn_rate_rule():
    windows = sorted({window for alert in BURN_ALERTS for window in alert[2:4]}, key=lambda window: (window[-1] == "h", int(window[:-1])))
    rates = [burn_rate(objective, window) for objective in OBJECTIVES for window in windows]
    alerts = [burn_alert(*alert) for alert in BURN_ALERTS]
    return BURN_RATE_RULE + "".join(rates) + "    - name: opentrack-slo\n      rules:\n" + "".join(alerts)


def main():
    services = ("gateway",) + DATABASE_SERVICES
    panels = {name: service_panels(name) for name in services} | {"overview": overview_panels()}
    wanted = {f"dashboards/{name}.json": one_panel_a_line(dashboard(name, one)) for name, one in panels.items()}
    wanted["monitoring/burn-rate-rule.yaml"] = burn_rate_rule()
    for name, text in wanted.items():
        path = COMPONENTS / name
        if "--check" not in sys.argv:
            path.write_text(text)
        elif path.read_text() != text:
            sys.exit(f"{path} is not what generate.py writes")


if __name__ == "__main__":
    main()
