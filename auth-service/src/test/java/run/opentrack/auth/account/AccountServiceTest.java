package run.opentrack.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import run.opentrack.auth.audit.AuditEntry.Action;
import run.opentrack.auth.audit.AuditService;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/** Rules of a superuser's changes, without a transaction. */
class AccountServiceTest {
    private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");

    private final Account actor = Account.create("root@example.org", "Root", "hash", NOW);
    private final Account account = Account.create("ann@example.org", "Ann", "hash", NOW);
    private final Accounts repository = new Accounts();
    private final RecordedTrail trail = new RecordedTrail();
    private final ChangeService service = new ChangeService();

    @Test
    void account_is_disabled_once_and_its_tokens_are_revoked() {
        setEnabled(false);
        setEnabled(false);
        assertThat(account.enabled).isFalse();
        assertThat(account.tokenVersion).isEqualTo(1);
        assertThat(trail.entries).containsExactly("DISABLED null");
    }

    @Test
    void account_is_enabled_and_its_old_tokens_stay_revoked() {
        setEnabled(false);
        setEnabled(true);
        assertThat(account.accepts(1)).isFalse();
        assertThat(account.accepts(2)).isTrue();
        assertThat(trail.entries).containsExactly("DISABLED null", "ENABLED null");
    }

    @Test
    void group_is_granted_and_revoked_with_one_audit_entry_each() {
        for (int i = 0; i < 2; i++) {
            service.grant(null, account.id, "ADMIN_EST").await().indefinitely();
        }
        for (int i = 0; i < 2; i++) {
            service.revoke(null, account.id, "ADMIN_EST").await().indefinitely();
        }
        assertThat(trail.entries).containsExactly("GROUP_GRANTED ADMIN_EST", "GROUP_TAKEN ADMIN_EST");
    }

    @Test
    void last_superuser_is_neither_disabled_nor_removed_from_the_group() {
        account.grant("SUPERUSER", NOW);
        assertThat(rejected(() -> setEnabled(false))).isEqualTo(409);
        assertThat(rejected(() ->
                        service.revoke(null, account.id, "SUPERUSER").await().indefinitely()))
                .isEqualTo(409);
        assertThat(account.isActiveSuperuser()).isTrue();
        assertThat(trail.entries).isEmpty();
        repository.otherSuperusers = 1;
        service.revoke(null, account.id, "SUPERUSER").await().indefinitely();
        assertThat(account.groups()).isEmpty();
        assertThat(repository.locked).containsOnly(account.id);
    }

    @Test
    void token_of_a_revoked_version_or_an_unknown_account_is_rejected() {
        repository.stored = account;
        assertThat(service.requireCaller(token(0)).await().indefinitely()).isSameAs(account);
        account.revokeTokens(NOW);
        assertThat(rejected(() -> service.requireCaller(token(0)).await().indefinitely()))
                .isEqualTo(401);
        repository.stored = null;
        assertThat(rejected(() -> service.requireCaller(token(1)).await().indefinitely()))
                .isEqualTo(401);
    }

    private void setEnabled(boolean enabled) {
        service.setEnabled(null, account.id, enabled).await().indefinitely();
    }

    private static int rejected(ThrowingCallable change) {
        return catchThrowableOfType(ApiException.class, change).status();
    }

    private AccessToken token(int version) {
        return new AccessToken(account.id, Set.of(), version, "kid", 0);
    }

    /** The service with changes of this test's account outside any transaction. */
    private final class ChangeService extends AccountService {
        private ChangeService() {
            super(repository, null, null, trail, null, null, Clock.fixed(NOW, ZoneOffset.UTC));
        }

        @Override
        public Uni<Account> change(AccessToken superuser, UUID id, BiFunction<Account, Account, Uni<Void>> change) {
            return change.apply(actor, account).replaceWith(account);
        }
    }

    private static final class Accounts extends AccountRepository {
        private final List<UUID> locked = new ArrayList<>();
        private Account stored;
        private long otherSuperusers;

        private Accounts() {
            super(null);
        }

        @Override
        Uni<Void> lock(UUID id) {
            locked.add(id);
            return Uni.createFrom().voidItem();
        }

        @Override
        Uni<Long> countOtherSuperusers(UUID id) {
            return Uni.createFrom().item(otherSuperusers);
        }

        @Override
        public Uni<Account> findById(UUID id) {
            return Uni.createFrom().item(stored);
        }
    }

    private static final class RecordedTrail extends AuditService {
        private final List<String> entries = new ArrayList<>();

        private RecordedTrail() {
            super(null, null, null);
        }

        @Override
        public Uni<Void> record(UUID actor, Action action, UUID account, String group) {
            entries.add(action + " " + group);
            return Uni.createFrom().voidItem();
        }
    }
}
