#!/bin/sh
# Deletes completed snapshot backups beyond the newest KEEP; CloudNativePG keeps all. The snapshots belong to their Backups.
set -eu
kubectl get backups.postgresql.cnpg.io -l cnpg.io/scheduled-backup=postgres-snapshot \
  -o jsonpath='{range .items[?(@.status.phase=="completed")]}{.metadata.creationTimestamp}{" "}{.metadata.name}{"\n"}{end}' \
  | sort -r | tail -n +$((KEEP + 1)) | while read -r _ name; do
    kubectl delete backups.postgresql.cnpg.io "$name"
  done
