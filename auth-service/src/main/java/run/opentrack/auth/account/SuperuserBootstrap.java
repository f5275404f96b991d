package run.opentrack.auth.account;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import run.opentrack.auth.audit.AuditService;
import run.opentrack.auth.audit.AuditService.Action;
import run.opentrack.auth.password.PasswordHasher;
import run.opentrack.database.security.Rights;

/**
 * Makes the first superuser, as soon as the database answers. Of several replicas that start at once one does it: they
 * wait for each other on a lock, and the second finds that there is one.
 */
@Readiness
@ApplicationScoped
public class SuperuserBootstrap implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(SuperuserBootstrap.class);
    private static final int ADVISORY_LOCK_KEY = 0x5355_5045;
    private static final String COUNT =
            "SELECT count(*) FROM account_group WHERE group_name = '" + Rights.SUPERUSER + "'";

    private final Pool database;
    private final SuperuserConfig config;
    private final PasswordHasher hasher;
    private final AuditService audit;
    private final Clock clock;
    private volatile boolean done;

    SuperuserBootstrap(Pool database, SuperuserConfig config, PasswordHasher hasher, AuditService audit, Clock clock) {
        this.database = database;
        this.config = config;
        this.hasher = hasher;
        this.audit = audit;
        this.clock = clock;
    }

    /** Most often there is one: that is asked first, for what makes one takes a start a second to get ready. */
    void start(@Observes StartupEvent event) {
        Infrastructure.getDefaultExecutor().execute(this::ensure);
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("accounts at hand").status(done).build();
    }

    private void ensure() {
        while (!done) {
            try {
                long count = VertxContextSupport.subscribeAndAwait(this::countSuperusers);
                if (count == 0
                        && config.email().isPresent()
                        && config.password().isPresent()) {
                    String hash = hasher.hash(config.password().get());
                    VertxContextSupport.subscribeAndAwait(() -> Panache.withTransaction(
                            () -> createIfNoSuperuser(config.email().get(), hash)));
                }
                done = true;
            } catch (Throwable failure) {
                LOG.warnf("the first superuser could not be looked for: %s", failure.getMessage());
                waitForRetry();
            }
        }
    }

    private Uni<Long> countSuperusers() {
        return database.query(COUNT)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private Uni<Void> createIfNoSuperuser(String email, String hash) {
        return Panache.getSession().chain(session -> session.createNativeQuery(
                        "SELECT 1 FROM pg_advisory_xact_lock(" + ADVISORY_LOCK_KEY + ")", Integer.class)
                .getSingleResult()
                .chain(() -> session.createNativeQuery(COUNT, Long.class).getSingleResult())
                .chain(count -> count > 0 ? Uni.createFrom().voidItem() : createIfEmailFree(email, hash)));
    }

    /** Whoever signed up with the e-mail is not made a superuser by that: they need not be whom the operator means. */
    private Uni<Void> createIfEmailFree(String email, String hash) {
        return Account.count("emailKey", EmailAddress.normalize(email)).chain(taken -> {
            if (taken == 0) {
                return create(email, hash);
            }
            LOG.error("there is no superuser, and the configured e-mail is that of another account: configure another");
            return Uni.createFrom().voidItem();
        });
    }

    private Uni<Void> create(String email, String hash) {
        Instant now = clock.instant();
        Account account = new Account();
        account.id = UUID.randomUUID();
        account.email = email;
        account.emailKey = EmailAddress.normalize(email);
        account.fullName = "Superuser";
        account.passwordHash = hash;
        account.createdAt = now;
        account.standingAt = now;
        account.grants.add(new GroupMembership(Rights.SUPERUSER, now));
        LOG.info("there is no superuser yet; making the configured one");
        return account.persistAndFlush()
                .chain(() -> audit.record(account.id, Action.SIGNED_UP, account.id))
                .chain(() -> audit.record(account.id, Action.GROUP_GRANTED, account.id, Rights.SUPERUSER));
    }

    private static void waitForRetry() {
        try {
            Thread.sleep(Duration.ofMillis(500).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
