package run.opentrack.auth.account;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import run.opentrack.database.SessionRead;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/** Tokens of 256 random bits for links in letters: each good once and for a day. */
@ApplicationScoped
public class OneTimeLinkService {
    /** What a link is good for. */
    public enum Purpose {
        CONFIRM,
        RESET;

        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final int TOKEN_BYTES = 32;
    private static final Duration LIFETIME = Duration.ofHours(24);
    /** So many letters of a kind within an hour, and an account gets no more: nobody's letter box can be filled. */
    private static final int MAX_PER_HOUR = 3;

    private static final String LOCK_ACCOUNT = "SELECT 1 FROM opentrack.account WHERE id = ?1 FOR UPDATE";

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;

    OneTimeLinkService(Clock clock) {
        this.clock = clock;
    }

    /** A new token, in the transaction of the caller; null when the account had too many lately. */
    public Uni<String> issue(UUID account, Purpose purpose) {
        Instant now = clock.instant();
        return lockAccount(account)
                .chain(() -> countRecent(account, purpose, now))
                .chain(recent -> recent >= MAX_PER_HOUR ? Uni.createFrom().nullItem() : create(account, purpose, now));
    }

    private static Uni<Long> countRecent(UUID account, Purpose purpose, Instant now) {
        return OneTimeLink.count(
                "accountId = ?1 and purpose = ?2 and createdAt > ?3",
                account,
                purpose.text(),
                now.minus(Duration.ofHours(1)));
    }

    /** Whose link it is; a 422 when it is not good any more. Uses nothing up. */
    public Uni<UUID> verify(String token, Purpose purpose) {
        return SessionRead.run(() -> findAccountId(token, purpose));
    }

    /** The same in the transaction of the caller, which uses it up: of any number at once one gets through. */
    public Uni<UUID> redeem(String token, Purpose purpose) {
        return findAccountId(token, purpose)
                .call(OneTimeLinkService::lockAccount)
                .call(() -> OneTimeLink.delete("tokenHash", hash(token)).invoke(deleted -> {
                    if (deleted == 0) {
                        throw invalidToken();
                    }
                }));
    }

    /** Every link of an account is void. */
    public Uni<Void> revokeAll(UUID account) {
        return OneTimeLink.delete("accountId", account).replaceWithVoid();
    }

    /** After the start, which it would make longer: its statement brings the whole parser of HQL. */
    @Scheduled(every = "PT1H", delayed = "PT1M", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> deleteExpired() {
        return Panache.withTransaction(() -> OneTimeLink.delete("expiresAt < ?1", clock.instant()))
                .replaceWithVoid();
    }

    private Uni<UUID> findAccountId(String token, Purpose purpose) {
        return OneTimeLink.<OneTimeLink>findById(hash(token)).map(link -> requireValid(link, purpose).accountId);
    }

    private static Uni<Void> lockAccount(UUID account) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(LOCK_ACCOUNT, Integer.class)
                        .setParameter(1, account)
                        .getSingleResult())
                .replaceWithVoid();
    }

    private Uni<String> create(UUID account, Purpose purpose, Instant now) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        OneTimeLink link = new OneTimeLink();
        link.tokenHash = hash(token);
        link.accountId = account;
        link.purpose = purpose.text();
        link.createdAt = now;
        link.expiresAt = now.plus(LIFETIME);
        return link.persist().replaceWith(token);
    }

    private OneTimeLink requireValid(OneTimeLink link, Purpose purpose) {
        if (link == null
                || !link.purpose.equals(purpose.text())
                || !clock.instant().isBefore(link.expiresAt)) {
            throw invalidToken();
        }
        return link;
    }

    private static ApiException invalidToken() {
        return ApiException.invalid(Violation.ofMember(
                "token", "is of no link that is good: one works once and for 24 hours", "value_error.token"));
    }

    private static String hash(String token) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
