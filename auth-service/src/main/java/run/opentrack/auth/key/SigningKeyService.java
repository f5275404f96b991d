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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
                .chain(() -> refresher.refreshKeys())
                .onFailure()
                .invoke(failure -> LOG.warnf("signing keys were not published: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /**
     * Publishes keys, and withdraws those that were loaded before and are no more. They are used after success only, so that
     * the next refresh repeats a withdrawal that failed.
     */
    Uni<Void> synchronize(Map<String, SigningKey> loaded) {
        Map<String, String> encoded = encode(loaded);
        Set<String> removed = new HashSet<>(encode(privateKeys).values());
        removed.removeAll(encoded.values());
        return repository
                .insert(loaded.values(), clock.instant())
                .chain(repository::findAll)
                .chain(published -> update(published, loaded, encoded, removed));
    }

    private static Map<String, String> encode(Map<String, SigningKey> keys) {
        return keys.values().stream().collect(Collectors.toMap(SigningKey::kid, SigningKey::encodedPublicKey));
    }

    /** Notes the published keys of this replica and deletes the stale ones of others. */
    private Uni<Void> update(
            List<PublishedKey> published,
            Map<String, SigningKey> loaded,
            Map<String, String> encoded,
            Set<String> removed) {
        Instant now = clock.instant();
        var keys = ActiveKeySelector.classify(published, encoded, now, config.activationDelay());
        encoded.keySet().stream()
                .filter(kid -> !keys.own().containsKey(kid))
                .forEach(kid -> LOG.errorf(
                        "signing key %s is not used: it was withdrawn, or another key has its name until that one expires",
                        kid));
        removed.addAll(keys.removed());
        published.stream()
                .filter(key -> removed.contains(key.encodedKey()))
                .forEach(key -> LOG.infof("signing key %s is withdrawn", key.kid()));
        return repository
                .withdraw(removed, now)
                .chain(() -> repository.delete(keys.unknown()))
                .invoke(() -> {
                    privateKeys = loaded;
                    publishedAt = keys.own();
                });
    }

    /** Keys that sign access tokens. */
    @ConfigMapping(prefix = "opentrack.keys")
    public interface Config {
        /**
         * Folder of RSA private keys in PKCS#8 PEM, {@code <kid>.pem}: a mounted secret. To rotate, add a file and remove the
         * old one when its tokens have expired. Tokens of a key that is removed earlier are rejected within a minute. A
         * removed key is withdrawn for good: a replica that still has it does not publish it again.
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
