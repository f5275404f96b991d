package run.opentrack.auth.link;

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
public class OneTimeLinks {
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
    private static final int MOST_AN_HOUR = 3;

    private static final String ONE_AFTER_THE_OTHER = "SELECT 1 FROM opentrack.account WHERE id = ?1 FOR UPDATE";

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;

    OneTimeLinks(Clock clock) {
        this.clock = clock;
    }

    /** A new token, in the transaction of the caller; null when the account had too many lately. */
    public Uni<String> issue(UUID account, Purpose purpose) {
        Instant now = clock.instant();
        return hold(account)
                .chain(() -> lately(account, purpose, now))
                .chain(many -> many >= MOST_AN_HOUR ? Uni.createFrom().nullItem() : make(account, purpose, now));
    }

    private static Uni<Long> lately(UUID account, Purpose purpose, Instant now) {
        return OneTimeLink.count(
                "accountId = ?1 and purpose = ?2 and createdAt > ?3",
                account,
                purpose.text(),
                now.minus(Duration.ofHours(1)));
    }

    /** Whose link it is; a 422 when it is not good any more. Uses nothing up. */
    public Uni<UUID> look(String token, Purpose purpose) {
        return SessionRead.run(() -> owner(token, purpose));
    }

    /** The same in the transaction of the caller, which uses it up: of any number at once one gets through. */
    public Uni<UUID> use(String token, Purpose purpose) {
        return owner(token, purpose).call(OneTimeLinks::hold).call(() -> OneTimeLink.delete("tokenHash", hash(token))
                .invoke(deleted -> {
                    if (deleted == 0) {
                        throw notGood();
                    }
                }));
    }

    /** Every link of an account is void. */
    public Uni<Void> withdraw(UUID account) {
        return OneTimeLink.delete("accountId", account).replaceWithVoid();
    }

    /** After the start, which it would make longer: its statement brings the whole parser of HQL. */
    @Scheduled(every = "PT1H", delayed = "PT1M", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forgetOld() {
        return Panache.withTransaction(() -> OneTimeLink.delete("expiresAt < ?1", clock.instant()))
                .replaceWithVoid();
    }

    private Uni<UUID> owner(String token, Purpose purpose) {
        return OneTimeLink.<OneTimeLink>findById(hash(token)).map(link -> good(link, purpose).accountId);
    }

    private static Uni<Void> hold(UUID account) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(ONE_AFTER_THE_OTHER, Integer.class)
                        .setParameter(1, account)
                        .getSingleResult())
                .replaceWithVoid();
    }

    private Uni<String> make(UUID account, Purpose purpose, Instant now) {
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

    private OneTimeLink good(OneTimeLink link, Purpose purpose) {
        if (link == null
                || !link.purpose.equals(purpose.text())
                || !clock.instant().isBefore(link.expiresAt)) {
            throw notGood();
        }
        return link;
    }

    private static ApiException notGood() {
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
