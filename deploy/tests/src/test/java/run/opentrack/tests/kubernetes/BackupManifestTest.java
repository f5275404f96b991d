package run.opentrack.tests.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static run.opentrack.tests.kubernetes.Manifests.elements;
import static run.opentrack.tests.kubernetes.Manifests.name;
import static run.opentrack.tests.kubernetes.Manifests.names;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.tests.support.CommandResult;

/** Backups that can succeed, their retention, and a restored cluster of another name. */
@EnabledIf("run.opentrack.tests.kubernetes.Manifests#canRender")
class BackupManifestTest {
    /** A Backup fails at once if its cluster has no section for its method, or does not exist. */
    @ForEachOverlay
    void every_scheduled_backup_can_succeed(Manifests overlay) {
        Map<String, JsonNode> clusters = overlay.ofKind("Cluster")
                .collect(Collectors.toMap(
                        cluster -> cluster.at("/metadata/name").asText(), cluster -> cluster.path("spec")));
        List<JsonNode> backups = overlay.ofKind("ScheduledBackup").toList();
        assertThat(backups.stream().map(backup -> backup.at("/spec/method").asText()))
                .containsExactlyInAnyOrder("plugin", "volumeSnapshot");
        for (JsonNode backup : backups) {
            JsonNode cluster = clusters.get(backup.at("/spec/cluster/name").asText());
            assertThat(cluster).as(name(backup)).isNotNull();
            if (backup.at("/spec/method").asText().equals("volumeSnapshot")) {
                assertThat(cluster.at("/backup/volumeSnapshot/className").asText())
                        .isNotEmpty();
            } else {
                assertThat(names(cluster.path("plugins"), "name"))
                        .contains(backup.at("/spec/pluginConfiguration/name").asText());
            }
        }
    }

    @ForEachOverlay
    void wal_is_archived_in_a_store_with_retention(Manifests overlay) {
        Map<String, JsonNode> stores = overlay.ofKind("ObjectStore")
                .collect(Collectors.toMap(store -> store.at("/metadata/name").asText(), store -> store.path("spec")));
        overlay.ofKind("Cluster").forEach(cluster -> {
            JsonNode archiver = elements(cluster.at("/spec/plugins"))
                    .filter(plugin -> plugin.path("isWALArchiver").asBoolean())
                    .findFirst()
                    .orElseThrow();
            JsonNode store =
                    stores.get(archiver.at("/parameters/barmanObjectName").asText());
            assertThat(store.path("retentionPolicy").asText()).matches("[0-9]+d");
        });
    }

    /** All that depends on the cluster's name follows it, and the database and its owner keep theirs. */
    @Test
    void a_restored_cluster_replaces_the_lost_one() {
        Manifests restored = Manifests.with("live", "restore");
        JsonNode before = Manifests.of("live").ofKind("Cluster").findFirst().orElseThrow();
        JsonNode after = restored.ofKind("Cluster").findFirst().orElseThrow();
        String name = after.at("/metadata/name").asText();
        assertThat(name).isNotEqualTo(before.at("/metadata/name").asText());
        for (String member : List.of("database", "owner")) {
            assertThat(after.at("/spec/bootstrap/recovery/" + member))
                    .isEqualTo(before.at("/spec/bootstrap/initdb/" + member));
        }
        for (String kept : List.of("managed", "plugins", "backup", "inheritedMetadata", "postgresql")) {
            assertThat(after.path("spec").path(kept))
                    .isEqualTo(before.path("spec").path(kept));
        }
        JsonNode origin = after.at("/spec/externalClusters/0");
        assertThat(origin.path("name")).isEqualTo(after.at("/spec/bootstrap/recovery/source"));
        assertThat(origin.at("/plugin/parameters/serverName")).isEqualTo(before.at("/metadata/name"));
        assertThat(origin.at("/plugin/parameters/barmanObjectName"))
                .isEqualTo(after.at("/spec/plugins/0/parameters/barmanObjectName"));
        // Each reference to the old cluster's Services and Secrets; ReferenceTest holds that the new ones exist.
        String others = restored.ofKind("Deployment", "Job", "CronJob", "ConfigMap", "NetworkPolicy")
                .map(JsonNode::toString)
                .collect(Collectors.joining())
                // The volume of the certificate and its path keep their name.
                .replace("\"name\":\"postgres-ca\"", "")
                .replace("/postgres-ca", "");
        assertThat(others)
                .contains(name + "-rw", name + "-app")
                .doesNotContainPattern("\\b" + before.at("/metadata/name").asText() + "-(rw|ro|r|app|ca)\\b");
    }

    /** The script that snapshots_beyond_the_newest_are_deleted runs, once a day, with the rights that it needs. */
    @ForEachOverlay
    void the_retention_of_snapshots_may_do_what_it_does(Manifests overlay) {
        JsonNode job = overlay.ofKind("CronJob")
                .filter(one -> name(one).equals("CronJob/snapshot-retention"))
                .findFirst()
                .orElseThrow();
        assertThat(job.at("/spec/schedule").asText()).matches("\\d+ \\d+ \\* \\* \\*");
        JsonNode pod = Manifests.pod(job).path("spec");
        assertThat(pod.at("/containers/0/command/1").asText()).isEqualTo("/scripts/delete-old-snapshots.sh");
        assertThat(pod.at("/containers/0/volumeMounts").toString()).contains("\"/scripts\"");
        String scripts = pod.at("/volumes/0/configMap/name").asText();
        assertThat(overlay.ofKind("ConfigMap").filter(map -> name(map).equals("ConfigMap/" + scripts)))
                .singleElement()
                .satisfies(map -> assertThat(map.path("data").has("delete-old-snapshots.sh"))
                        .isTrue());
        JsonNode binding = overlay.ofKind("RoleBinding").findFirst().orElseThrow();
        assertThat(binding.at("/subjects/0/name")).isEqualTo(pod.path("serviceAccountName"));
        assertThat(overlay.ofKind("Role")).singleElement().satisfies(role -> {
            assertThat(role.at("/metadata/name")).isEqualTo(binding.at("/roleRef/name"));
            assertThat(role.at("/rules")).hasSize(1);
            assertThat(role.at("/rules/0/apiGroups/0").asText()).isEqualTo("postgresql.cnpg.io");
            assertThat(role.at("/rules/0/resources/0").asText()).isEqualTo("backups");
            assertThat(elements(role.at("/rules/0/verbs")).map(JsonNode::asText))
                    .contains("list", "delete");
        });
    }

    /** Runs the script with a kubectl that lists nine backups of the scheduled snapshots and notes what it is to delete. */
    @Test
    void snapshots_beyond_the_newest_are_deleted(@TempDir Path folder) throws Exception {
        Path kubectl = folder.resolve("kubectl");
        Files.writeString(kubectl, """
                #!/bin/sh
                if [ "$1" = get ]; then
                  case "$*" in *" -l cnpg.io/scheduled-backup=$SCHEDULED "*) ;; *) exit 1 ;; esac
                  for day in 03 09 01 05 07 02 08 04 06; do echo "2027-01-${day}T04:30:00Z backup-$day"; done
                else
                  echo "$*" >>"$LOG"
                fi
                """);
        assertThat(kubectl.toFile().setExecutable(true)).isTrue();
        Path script = Manifests.folder().resolve("components/backup/delete-old-snapshots.sh");
        Path log = folder.resolve("log");
        String scheduled = Manifests.of("live")
                .ofKind("ScheduledBackup")
                .filter(backup -> backup.at("/spec/method").asText().equals("volumeSnapshot"))
                .map(backup -> backup.at("/metadata/name").asText())
                .findFirst()
                .orElseThrow();
        Map<String, String> environment = Map.of(
                "PATH",
                folder + ":" + System.getenv("PATH"),
                "LOG",
                log.toString(),
                "KEEP",
                "7",
                "SCHEDULED",
                scheduled);
        CommandResult result = CommandResult.of(folder, environment, "sh", script.toString());
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(Files.readAllLines(log))
                .containsExactly(
                        "delete backups.postgresql.cnpg.io backup-02", "delete backups.postgresql.cnpg.io backup-01");
    }
}
