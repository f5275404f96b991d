package run.opentrack.tests.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.Gateway;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Kind of objects that the manifests use.
 *
 * @param type class with its fields, or null for a kind of an operator, which has no class here
 */
record ObjectKind(String apiVersion, String kind, Class<? extends HasMetadata> type) {
    static final List<ObjectKind> ALL = Stream.concat(
                    Stream.of(
                                    Namespace.class,
                                    Service.class,
                                    ServiceAccount.class,
                                    Secret.class,
                                    ConfigMap.class,
                                    ResourceQuota.class,
                                    Deployment.class,
                                    Job.class,
                                    CronJob.class,
                                    Role.class,
                                    RoleBinding.class,
                                    HorizontalPodAutoscaler.class,
                                    PodDisruptionBudget.class,
                                    NetworkPolicy.class,
                                    Ingress.class,
                                    Gateway.class,
                                    HTTPRoute.class)
                            .map(type ->
                                    new ObjectKind(HasMetadata.getApiVersion(type), HasMetadata.getKind(type), type)),
                    Stream.of(
                                    "postgresql.cnpg.io/v1/Cluster",
                                    "postgresql.cnpg.io/v1/ScheduledBackup",
                                    "barmancloud.cnpg.io/v1/ObjectStore",
                                    "monitoring.coreos.com/v1/ServiceMonitor",
                                    "monitoring.coreos.com/v1/PrometheusRule",
                                    "monitoring.coreos.com/v1/PodMonitor",
                                    "monitoring.coreos.com/v1/Probe",
                                    "external-secrets.io/v1/ExternalSecret")
                            .map(name -> new ObjectKind(
                                    name.substring(0, name.lastIndexOf('/')),
                                    name.substring(name.lastIndexOf('/') + 1),
                                    null)))
            .toList();

    /** Kind of an object, which must have only fields of it. */
    static ObjectKind strictlyOf(JsonNode object) {
        ObjectKind kind = ALL.stream()
                .filter(one -> one.apiVersion.equals(object.path("apiVersion").asText())
                        && one.kind.equals(object.path("kind").asText()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("unknown kind of " + Manifests.name(object)));
        if (kind.type != null) {
            Manifests.typed(object, kind.type);
        }
        return kind;
    }

    /** Name of the kind in paths of the API. */
    String plural() {
        String name = kind.toLowerCase(Locale.ROOT);
        return name.endsWith("y") ? name.replaceFirst("y$", "ies") : name + (name.endsWith("s") ? "es" : "s");
    }

    boolean isNamespaced() {
        return type != Namespace.class;
    }
}
