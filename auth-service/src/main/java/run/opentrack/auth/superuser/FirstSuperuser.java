package run.opentrack.auth.superuser;

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
import run.opentrack.auth.account.Account;
import run.opentrack.auth.account.EmailAddress;
import run.opentrack.auth.account.Grant;
import run.opentrack.auth.audit.AuditTrail;
import run.opentrack.auth.audit.AuditTrail.Action;
import run.opentrack.auth.password.PasswordHasher;
import run.opentrack.database.security.Rights;

/**
 * Makes the first superuser, as soon as the database answers. Of several replicas that start at once one does it: they
 * wait for each other on a lock, and the second finds that there is one.
 */
@Readiness
@ApplicationScoped
public class FirstSuperuser implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(FirstSuperuser.class);
    private static final int LOCK = 0x5355_5045;
    private static final String COUNT =
            "SELECT count(*) FROM account_group WHERE group_name = '" + Rights.SUPERUSER + "'";

    private final Pool database;
    private final SuperuserConfig config;
    private final PasswordHasher hasher;
    private final AuditTrail audit;
    private final Clock clock;
    private volatile boolean looked;

    FirstSuperuser(Pool database, SuperuserConfig config, PasswordHasher hasher, AuditTrail audit, Clock clock) {
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
        return HealthCheckResponse.named("accounts at hand").status(looked).build();
    }

    private void ensure() {
        while (!looked) {
            try {
                long there = VertxContextSupport.subscribeAndAwait(this::superusers);
                if (there == 0
                        && config.email().isPresent()
                        && config.password().isPresent()) {
                    String hash = hasher.hash(config.password().get());
                    VertxContextSupport.subscribeAndAwait(() -> Panache.withTransaction(
                            () -> makeUnlessThere(config.email().get(), hash)));
                }
                looked = true;
            } catch (Throwable failure) {
                LOG.warnf("the first superuser could not be looked for: %s", failure.getMessage());
                pause();
            }
        }
    }

    private Uni<Long> superusers() {
        return database.query(COUNT)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private Uni<Void> makeUnlessThere(String email, String hash) {
        return Panache.getSession().chain(session -> session.createNativeQuery(
                        "SELECT 1 FROM pg_advisory_xact_lock(" + LOCK + ")", Integer.class)
                .getSingleResult()
                .chain(() -> session.createNativeQuery(COUNT, Long.class).getSingleResult())
                .chain(many -> many > 0 ? Uni.createFrom().voidItem() : makeUnlessTaken(email, hash)));
    }

    /** Whoever signed up with the e-mail is not made a superuser by that: they need not be whom the operator means. */
    private Uni<Void> makeUnlessTaken(String email, String hash) {
        return Account.count("emailKey", EmailAddress.key(email)).chain(taken -> {
            if (taken == 0) {
                return make(email, hash);
            }
            LOG.error("there is no superuser, and the configured e-mail is that of another account: configure another");
            return Uni.createFrom().voidItem();
        });
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
