package run.opentrack.auth.key;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import run.opentrack.auth.key.SigningKeyRepository.PublishedKey;
import run.opentrack.database.security.SecurityDataRefresher;
import run.opentrack.http.error.ApiException;

/**
 * Publishes the public keys of the key folder and selects the one that signs. Every replica does so on its own and agrees
 * with the others by the table of published keys.
 */
@ApplicationScoped
public class SigningKeyService {
    private static final Logger LOG = Logger.getLogger(SigningKeyService.class);

    private final Config config;
    private final SigningKeyRepository repository;
    private final SecurityDataRefresher refresher;
    private final Clock clock;
    private volatile Map<String, SigningKey> privateKeys = Map.of();
    private volatile Map<String, Instant> publishedAt = Map.of();

    SigningKeyService(Config config, SigningKeyRepository repository, SecurityDataRefresher refresher, Clock clock) {
        this.config = config;
        this.repository = repository;
        this.refresher = refresher;
        this.clock = clock;
    }

    /** Fails the start of a service without a usable key. */
    void start(@Observes StartupEvent event) {
        PemKeyLoader.installNativeProvider();
        privateKeys = PemKeyLoader.load(config.folder());
    }

    /** Key that signs now; 503 before any is published. */
    SigningKey active() {
        return ActiveKeySelector.select(publishedAt, privateKeys, clock.instant(), config.activationDelay())
                .orElseThrow(ApiException::unavailable);
    }

    @Scheduled(
            every = "${opentrack.keys.refresh-interval:PT10S}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> refresh() {
        return Uni.createFrom()
                .item(() -> PemKeyLoader.load(config.folder()))
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .chain(this::synchronize)
                .onFailure()
                .invoke(failure -> LOG.warnf("signing keys were not published: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    private Uni<Void> synchronize(Map<String, SigningKey> loaded) {
        Set<String> removed = new TreeSet<>(privateKeys.keySet());
        removed.removeAll(loaded.keySet());
        privateKeys = loaded;
        return repository
                .insert(loaded.values(), clock.instant())
                .chain(() -> delete(removed))
                .chain(repository::findAll)
                .map(published -> updatePublished(published, loaded))
                .chain(this::delete)
                .chain(refresher::refreshKeys);
    }

    private Uni<Void> delete(Set<String> kids) {
        kids.forEach(kid -> LOG.infof("signing key %s is withdrawn", kid));
        return repository.delete(kids);
    }

    /** Notes the published keys of this replica and returns the stale ones of others. */
    private Set<String> updatePublished(List<PublishedKey> published, Map<String, SigningKey> loaded) {
        Map<String, Instant> own = new HashMap<>();
        Map<String, Instant> foreign = new HashMap<>();
        for (PublishedKey key : published) {
            SigningKey privateKey = loaded.get(key.kid());
            boolean isOwn = privateKey != null && privateKey.encodedPublicKey().equals(key.encodedKey());
            if (privateKey != null && !isOwn) {
                LOG.errorf("signing key %s: another key is published by this name and must expire first", key.kid());
            }
            (isOwn ? own : foreign).put(key.kid(), key.publishedAt());
        }
        publishedAt = own;
        return ActiveKeySelector.findStale(foreign, clock.instant(), config.activationDelay());
    }

    /** Keys that sign access tokens. */
    @ConfigMapping(prefix = "opentrack.keys")
    public interface Config {
        /**
         * Folder of RSA private keys in PKCS#8 PEM, {@code <kid>.pem}: a mounted secret. To rotate, add a file and remove the
         * old one when its tokens have expired. Tokens of a key that is removed earlier are rejected within a minute.
         */
        Path folder();

        /** Interval at which the folder is read. */
        @WithDefault("PT10S")
        Duration refreshInterval();

        /** Time from a key's publication to its first use, in which all services load it. */
        @WithDefault("PT10M")
        Duration activationDelay();
    }
}
