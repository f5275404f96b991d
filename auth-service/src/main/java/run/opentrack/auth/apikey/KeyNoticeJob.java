package run.opentrack.auth.apikey;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import run.opentrack.auth.account.AccountMailer;
import run.opentrack.security.ApiKeyCredential;

/** Notices to owners of API keys 14 and 3 days before the expiry, by webhook and e-mail, once for all replicas. */
@ApplicationScoped
class KeyNoticeJob {
    /** Time for which an ended key is kept, so that a report of its leak differs from that of an unknown key. */
    private static final Duration RETENTION = Duration.ofDays(90);

    private final ApiKeyRepository repository;
    private final AccountMailer mailer;
    private final ApiKeyCredential.Config config;
    private final Clock clock;

    KeyNoticeJob(ApiKeyRepository repository, AccountMailer mailer, ApiKeyCredential.Config config, Clock clock) {
        this.repository = repository;
        this.mailer = mailer;
        this.config = config;
        this.clock = clock;
    }

    /** Announces expiries, and deletes keys that ended long ago. */
    @Scheduled(
            every = "${opentrack.api-keys.notice-interval}",
            delayed = "PT10S",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> announceExpiries() {
        Instant now = clock.instant();
        return Panache.withTransaction(() -> repository.deleteEndedBefore(now.minus(RETENTION)))
                .chain(() -> repository.announceExpiries(
                        now, mailer.isEnabled(), config.environment().prefix()))
                .invoke(mailer::sendSoon);
    }
}
