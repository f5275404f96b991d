package run.opentrack.database.security;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import run.opentrack.security.AccessTokenVerifier;
import run.opentrack.security.VerificationKeys;

/**
 * Background refresh of signing keys and revocations of tokens and API keys from the shared schema. While the database is
 * unreachable the last data stay valid.
 */
@ApplicationScoped
public class SecurityDataRefresher {
    private static final Logger LOG = Logger.getLogger(SecurityDataRefresher.class);
    /** A change carries the time of its transaction's start but becomes visible at commit. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    private static final Duration STARTUP_TIMEOUT = Duration.ofSeconds(5);

    private static final String KEYS = "SELECT kid, public_key FROM signing_key";
    private static final String CHANGED_ACCOUNTS =
            "SELECT id, token_version, standing_at FROM account WHERE standing_at > $1";
    private static final String CHANGED_API_KEYS = "SELECT id, changed_at FROM api_key WHERE changed_at > $1";

    private final Pool database;
    private final TokenAuthenticator authenticator;
    private final ApiKeyCache apiKeys;
    private final Clock clock;
    private final Duration tokenLifetime;
    private volatile Instant refreshedUntil;

    SecurityDataRefresher(
            Pool database,
            TokenAuthenticator authenticator,
            ApiKeyCache apiKeys,
            Clock clock,
            AccessTokenVerifier.Config tokens) {
        this.database = database;
        this.authenticator = authenticator;
        this.apiKeys = apiKeys;
        this.clock = clock;
        this.tokenLifetime = tokens.lifetime().plus(tokens.skew());
        this.refreshedUntil = clock.instant().minus(tokenLifetime);
    }

    boolean hasSigningKeys() {
        return !authenticator.keys().isEmpty();
    }

    /**
     * Loads keys and revocations before the port opens, so that a new process neither rejects valid tokens nor accepts
     * revoked ones. Without a database the service starts and is not ready.
     */
    void start(@Observes StartupEvent event) throws Throwable {
        VertxContextSupport.subscribeAndAwait(
                () -> refresh().ifNoItem().after(STARTUP_TIMEOUT).recoverWithItem((Void) null));
    }

    @Scheduled(
            every = "${opentrack.security.refresh-interval}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> refresh() {
        return refreshKeys()
                .chain(this::refreshRevocations)
                .onFailure()
                .invoke(failure ->
                        LOG.warnf("could not refresh signing keys and revocations: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }

    /** Refreshes keys only, for a service that has just published one. */
    public Uni<Void> refreshKeys() {
        return database.query(KEYS).execute().invoke(this::replaceKeys).replaceWithVoid();
    }

    private Uni<Void> refreshRevocations() {
        Instant now = clock.instant();
        Tuple since = Tuple.of(refreshedUntil.minus(OVERLAP).atOffset(ZoneOffset.UTC));
        return Uni.combine()
                .all()
                .unis(
                        database.preparedQuery(CHANGED_ACCOUNTS).execute(since),
                        database.preparedQuery(CHANGED_API_KEYS).execute(since))
                .asTuple()
                .invoke(changed -> {
                    changed.getItem1().forEach(this::updateRevocation);
                    apiKeys.invalidate(
                            changed.getItem2().stream()
                                    .collect(Collectors.toMap(
                                            row -> row.getString("id"), row -> timeOf(row, "changed_at"))),
                            changed.getItem1().stream()
                                    .collect(Collectors.toMap(
                                            row -> row.getUUID("id"), row -> timeOf(row, "standing_at"))));
                    authenticator
                            .revocations()
                            .removeOlderThan(now.minus(tokenLifetime).minus(OVERLAP));
                    refreshedUntil = now;
                })
                .replaceWithVoid();
    }

    private void replaceKeys(RowSet<Row> rows) {
        Map<String, PublicKey> keys = new HashMap<>();
        rows.forEach(row -> keys.put(row.getString("kid"), VerificationKeys.decode(row.getString("public_key"))));
        authenticator.keys().replace(keys);
    }

    private void updateRevocation(Row row) {
        authenticator
                .revocations()
                .put(
                        row.getUUID("id"),
                        new TokenRevocations.TokenVersion(row.getInteger("token_version"), timeOf(row, "standing_at")));
    }

    private static Instant timeOf(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    /** Settings of the security data refresh. */
    @ConfigMapping(prefix = "opentrack.security")
    public interface Config {
        /**
         * Interval at which signing keys and revocations are read. A revoked token or API key is rejected at most this much
         * later for reads, at once for writes.
         */
        @WithDefault("PT5S")
        Duration refreshInterval();
    }
}
