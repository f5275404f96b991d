package run.opentrack.auth.account;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import run.opentrack.auth.audit.AuditEntry.Action;
import run.opentrack.auth.audit.AuditService;
import run.opentrack.auth.password.PasswordHasher;
import run.opentrack.database.security.Rights;
import run.opentrack.http.body.TextValidator;

/**
 * Creates the configured superuser when there is none, once the database responds. Replicas that start at the same time
 * wait for each other on an advisory lock, so that one of them creates it.
 */
@Readiness
@ApplicationScoped
public class SuperuserBootstrap implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(SuperuserBootstrap.class);
    private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);

    private final AccountRepository repository;
    private final AccountConfig.Superuser config;
    private final PasswordHasher hasher;
    private final AuditService audit;
    private final Clock clock;
    private volatile boolean done;

    SuperuserBootstrap(
            AccountRepository repository,
            AccountConfig.Superuser config,
            PasswordHasher hasher,
            AuditService audit,
            Clock clock) {
        this.repository = repository;
        this.config = config;
        this.hasher = hasher;
        this.audit = audit;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        Infrastructure.getDefaultExecutor().execute(this::ensureSuperuser);
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("superuser checked").status(done).build();
    }

    /** Counts without Hibernate first: a superuser exists at almost every start, and a session would lengthen it. */
    private void ensureSuperuser() {
        while (!done) {
            try {
                long count = VertxContextSupport.subscribeAndAwait(repository::countSuperusersWithoutSession);
                if (count == 0
                        && config.email().isPresent()
                        && config.password().isPresent()) {
                    Account account = Account.create(
                            TextValidator.trimIdentifier(config.email().get()),
                            "Superuser",
                            hasher.hash(config.password().get()),
                            clock.instant());
                    VertxContextSupport.subscribeAndAwait(
                            () -> Panache.withTransaction(() -> createIfNoSuperuser(account)));
                }
                done = true;
            } catch (Throwable failure) {
                LOG.warnf("superuser check failed and is retried: %s", failure.getMessage());
                waitForRetry();
            }
        }
    }

    private Uni<Void> createIfNoSuperuser(Account account) {
        return repository
                .lockBootstrap()
                .chain(repository::countSuperusers)
                .chain(count -> count > 0 ? Uni.createFrom().voidItem() : createIfEmailFree(account));
    }

    /** An account that signed up with the address is not promoted: its owner need not be the one the operator means. */
    private Uni<Void> createIfEmailFree(Account account) {
        return repository.findByEmail(account.email).chain(existing -> {
            if (existing != null) {
                LOG.error("there is no superuser, and opentrack.superuser.email belongs to another account:"
                        + " configure another address");
                return Uni.createFrom().voidItem();
            }
            LOG.info("there is no superuser; creating the configured one");
            account.grant(Rights.SUPERUSER, account.createdAt);
            return repository
                    .persistAndFlush(account)
                    .chain(() -> audit.record(account.id, Action.SIGNED_UP, account.id))
                    .chain(() -> audit.record(account.id, Action.GROUP_GRANTED, account.id, Rights.SUPERUSER));
        });
    }

    private static void waitForRetry() {
        try {
            Thread.sleep(RETRY_INTERVAL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
