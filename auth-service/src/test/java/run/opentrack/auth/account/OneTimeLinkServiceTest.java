package run.opentrack.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import run.opentrack.auth.account.OneTimeLink.Purpose;
import run.opentrack.http.error.ApiException;

class OneTimeLinkServiceTest {
    private static final UUID ACCOUNT = UUID.randomUUID();

    private final MovableClock clock = new MovableClock();
    private final StoredLinks links = new StoredLinks();
    private final QueuedMails mails = new QueuedMails();
    private final AccountMailer mailer = new AccountMailer(AccountMailerTest.unusedSender(), mails, clock);
    private final OneTimeLinkService service =
            new OneTimeLinkService(links, new UnlockedAccounts(), mailer, mails, null, clock);

    @Test
    void link_is_redeemed_once() {
        String token = mailed(Purpose.RESET);
        assertThat(redeem(token, Purpose.RESET)).isEqualTo(ACCOUNT);
        assertThat(rejected(token, Purpose.RESET)).isEqualTo(422);
    }

    @Test
    void link_of_another_purpose_or_a_day_ago_is_rejected() {
        String token = mailed(Purpose.CONFIRM);
        assertThat(rejected(token, Purpose.RESET)).isEqualTo(422);
        assertThat(rejected("invented", Purpose.CONFIRM)).isEqualTo(422);
        clock.now = clock.now.plus(Duration.ofHours(24));
        assertThat(rejected(token, Purpose.CONFIRM)).isEqualTo(422);
    }

    @Test
    void three_links_of_a_purpose_are_mailed_per_hour_and_no_more_wait_for_a_lost_server() {
        for (int i = 0; i < 5; i++) {
            request(Purpose.RESET);
        }
        request(Purpose.CONFIRM);
        assertThat(mails.waiting).containsExactly("PASSWORD_RESET", "PASSWORD_RESET", "PASSWORD_RESET", "CONFIRMATION");
        mails.endedWithinTheHour = 3;
        mails.waiting.clear();
        request(Purpose.RESET);
        assertThat(mails.waiting).isEmpty();
        mails.endedWithinTheHour = 0;
        request(Purpose.RESET);
        assertThat(mails.waiting).containsExactly("PASSWORD_RESET");
        assertThat(links.byHash).isEmpty();
    }

    private void request(Purpose purpose) {
        service.issue(ACCOUNT, purpose).await().indefinitely();
    }

    /** Token of a link that was mailed. */
    private String mailed(Purpose purpose) {
        String token = OneTimeLink.generateToken();
        links.persist(OneTimeLink.create(ACCOUNT, purpose, token, clock.instant()));
        return token;
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
        Uni<Boolean> deleteByHash(String hash) {
            return Uni.createFrom().item(byHash.remove(hash) != null);
        }
    }

    /** Queue of one account. */
    private static final class QueuedMails extends MailQueue {
        private final List<String> waiting = new ArrayList<>();
        private long endedWithinTheHour;

        private QueuedMails() {
            super(null);
        }

        @Override
        public Uni<OutgoingMail> persist(OutgoingMail mail) {
            waiting.add(mail.template);
            return Uni.createFrom().item(mail);
        }

        @Override
        Uni<Long> countRecent(UUID account, MailTemplate template) {
            return Uni.createFrom()
                    .item(endedWithinTheHour
                            + waiting.stream().filter(template.name()::equals).count());
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
