package run.opentrack.auth.apikey;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;
import run.opentrack.auth.account.AccountMailer;
import run.opentrack.auth.apikey.ApiKeyRepository.KeyOwner;
import run.opentrack.security.ApiKeyCredential;

/**
 * Notices to owners of API keys: 14 and 3 days before the expiry, by webhook and e-mail, once for all replicas; and after a
 * leak, by e-mail.
 */
@ApplicationScoped
class KeyNoticeJob {
    private static final Logger LOG = Logger.getLogger(KeyNoticeJob.class);
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
                .chain(() -> repository.claimNotices(now))
                .chain(keys -> keys.isEmpty() || !mailer.isEnabled()
                        ? Uni.createFrom().voidItem()
                        : repository
                                .findOwners(keys)
                                .invoke(owners -> owners.forEach(this::mail))
                                .replaceWithVoid());
    }

    private void mail(KeyOwner owner) {
        mailer.sendKeyExpiry(
                owner.accountId(),
                owner.email(),
                config.environment().prefix() + owner.keyId(),
                owner.keyName(),
                owner.expiresAt());
    }

    /** Starts to mail the owners of a key that was revoked, and returns at once. */
    void announceLeak(ApiKeyCredential key) {
        if (!mailer.isEnabled()) {
            return;
        }
        repository
                .findOwners(List.of(key.id()))
                .subscribe()
                .with(
                        owners -> owners.forEach(owner ->
                                mailer.sendKeyLeak(owner.accountId(), owner.email(), key.prefix(), owner.keyName())),
                        failure ->
                                LOG.warnf("no e-mail about the leaked key %s: %s", key.prefix(), failure.getMessage()));
    }
}
