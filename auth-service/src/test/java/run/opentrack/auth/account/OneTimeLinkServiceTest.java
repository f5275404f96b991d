package run.opentrack.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.auth.account.OneTimeLink.Purpose;
import run.opentrack.http.error.ApiException;

class OneTimeLinkServiceTest {
    private static final UUID ACCOUNT = UUID.randomUUID();

    private final MovableClock clock = new MovableClock();
    private final StoredLinks links = new StoredLinks();
    private final OneTimeLinkService service = new OneTimeLinkService(links, new UnlockedAccounts(), null, null, clock);

    @Test
    void link_is_redeemed_once() {
        String token = issue(Purpose.RESET).orElseThrow();
        assertThat(redeem(token, Purpose.RESET)).isEqualTo(ACCOUNT);
        assertThat(rejected(token, Purpose.RESET)).isEqualTo(422);
    }

    @Test
    void link_of_another_purpose_or_a_day_ago_is_rejected() {
        String token = issue(Purpose.CONFIRM).orElseThrow();
        assertThat(rejected(token, Purpose.RESET)).isEqualTo(422);
        assertThat(rejected("invented", Purpose.CONFIRM)).isEqualTo(422);
        clock.now = clock.now.plus(Duration.ofHours(24));
        assertThat(rejected(token, Purpose.CONFIRM)).isEqualTo(422);
    }

    @Test
    void three_links_of_a_purpose_are_issued_per_hour() {
        for (int i = 0; i < 3; i++) {
            assertThat(issue(Purpose.RESET)).isPresent();
        }
        assertThat(issue(Purpose.RESET)).isEmpty();
        assertThat(issue(Purpose.CONFIRM)).isPresent();
        clock.now = clock.now.plus(Duration.ofHours(1));
        assertThat(issue(Purpose.RESET)).isPresent();
    }

    @Test
    void token_is_stored_as_a_hash_only() {
        String token = issue(Purpose.RESET).orElseThrow();
        assertThat(links.byHash).containsOnlyKeys(OneTimeLink.hash(token));
    }

    private Optional<String> issue(Purpose purpose) {
        return service.issue(ACCOUNT, purpose).await().indefinitely();
    }

    private UUID redeem(String token, Purpose purpose) {
        return service.redeem(token, purpose).await().indefinitely();
    }

    private int rejected(String token, Purpose purpose) {
        return catchThrowableOfType(ApiException.class, () -> redeem(token, purpose))
                .status();
    }

    /** Stores links as the table does. */
    private static final class StoredLinks extends OneTimeLinkRepository {
        private final Map<String, OneTimeLink> byHash = new HashMap<>();

        @Override
        public Uni<OneTimeLink> persist(OneTimeLink link) {
            byHash.put(link.tokenHash, link);
            return Uni.createFrom().item(link);
        }

        @Override
        public Uni<OneTimeLink> findById(String hash) {
            return Uni.createFrom().item(byHash.get(hash));
        }

        @Override
        Uni<Long> countSince(UUID account, Purpose purpose, Instant since) {
            return Uni.createFrom()
                    .item(byHash.values().stream()
                            .filter(link -> link.accountId.equals(account)
                                    && link.purpose.equals(purpose.text())
                                    && link.createdAt.isAfter(since))
                            .count());
        }

        @Override
        Uni<Boolean> deleteByHash(String hash) {
            return Uni.createFrom().item(byHash.remove(hash) != null);
        }
    }

    private static final class UnlockedAccounts extends AccountRepository {
        private UnlockedAccounts() {
            super(null);
        }

        @Override
        Uni<Void> lock(UUID id) {
            return Uni.createFrom().voidItem();
        }
    }

    private static final class MovableClock extends Clock {
        private Instant now = Instant.parse("2026-05-01T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
