package run.opentrack.auth.superuser;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
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
import run.opentrack.access.Rights;
import run.opentrack.auth.account.Account;
import run.opentrack.auth.account.EmailAddress;
import run.opentrack.auth.account.Grant;
import run.opentrack.auth.audit.AuditTrail;
import run.opentrack.auth.audit.AuditTrail.Action;
import run.opentrack.auth.password.PasswordHasher;

/**
 * Makes the first superuser, as soon as the database answers. Of several replicas that start at once one does it: they
 * wait for each other on a lock, and the second finds that there is one.
 */
@Readiness
@ApplicationScoped
public class FirstSuperuser implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(FirstSuperuser.class);
    private static final int LOCK = 0x5355_5045;

    private final SuperuserConfig config;
    private final PasswordHasher hasher;
    private final AuditTrail audit;
    private final Clock clock;
    private volatile boolean looked;

    FirstSuperuser(SuperuserConfig config, PasswordHasher hasher, AuditTrail audit, Clock clock) {
        this.config = config;
        this.hasher = hasher;
        this.audit = audit;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        Infrastructure.getDefaultExecutor().execute(this::ensure);
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("accounts at hand").status(looked).build();
    }

    private void ensure() {
        String hash = config.password().map(hasher::hash).orElse(null);
        while (!looked) {
            try {
                VertxContextSupport.subscribeAndAwait(() -> Panache.withTransaction(() -> makeUnlessThere(hash)));
                looked = true;
            } catch (Throwable failure) {
                LOG.warnf("the first superuser could not be looked for: %s", failure.getMessage());
                pause();
            }
        }
    }

    private Uni<Void> makeUnlessThere(String hash) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "SELECT 1 FROM pg_advisory_xact_lock(" + LOCK + ")", Integer.class)
                        .getSingleResult())
                .chain(() -> Account.count(
                        "select count(*) from Account a join a.grants g where g.groupName = ?1", Rights.SUPERUSER))
                .chain(many -> many > 0 || config.email().isEmpty() || hash == null
                        ? Uni.createFrom().voidItem()
                        : make(config.email().get(), hash));
    }

    private Uni<Void> make(String email, String hash) {
        Instant now = clock.instant();
        Account account = new Account();
        account.id = UUID.randomUUID();
        account.email = email;
        account.emailKey = EmailAddress.key(email);
        account.fullName = "Superuser";
        account.passwordHash = hash;
        account.createdAt = now;
        account.standingAt = now;
        account.grants.add(new Grant(Rights.SUPERUSER, now));
        LOG.info("there is no superuser yet; making the configured one");
        return account.persistAndFlush()
                .chain(() -> audit.note(account.id, Action.SIGNED_UP, account.id))
                .chain(() -> audit.note(account.id, Action.GROUP_GRANTED, account.id, Rights.SUPERUSER));
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(500).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
