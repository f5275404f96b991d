package run.opentrack.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import run.opentrack.auth.account.Account.GroupMembership;
import run.opentrack.auth.account.AccountResource.AccountView;

class AccountTest {
    private static final Instant CREATED = Instant.parse("2026-05-01T10:00:00Z");
    private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");

    private final Account account = Account.create("Ann@Example.org", "Ann", "hash", CREATED);

    @Test
    void address_is_kept_as_sent_and_found_by_its_normal_form() {
        assertThat(account.email).isEqualTo("Ann@Example.org");
        assertThat(account.emailKey).isEqualTo("ann@example.org");
    }

    @Test
    void new_account_is_enabled_and_has_no_group() {
        assertThat(account.enabled).isTrue();
        assertThat(account.groups()).isEmpty();
        assertThat(account.tokenVersion).isZero();
    }

    @Test
    void groups_are_sorted() {
        for (String group : new String[] {"SUPERUSER", "ADMIN_FIN", "ADMIN_EST"}) {
            account.grant(group, NOW);
        }
        assertThat(account.groups()).containsExactly("ADMIN_EST", "ADMIN_FIN", "SUPERUSER");
    }

    @Test
    void group_is_granted_and_revoked_once() {
        assertThat(account.grant("ADMIN_EST", NOW)).isTrue();
        assertThat(account.grant("ADMIN_EST", NOW.plusSeconds(1))).isFalse();
        assertThat(account.grants).containsExactly(new GroupMembership("ADMIN_EST", NOW));
        assertThat(account.revoke("ADMIN_EST")).isTrue();
        assertThat(account.revoke("ADMIN_EST")).isFalse();
        assertThat(account.groups()).isEmpty();
    }

    @Test
    void superuser_is_active_while_enabled() {
        assertThat(account.isActiveSuperuser()).isFalse();
        account.grant("SUPERUSER", NOW);
        assertThat(account.isActiveSuperuser()).isTrue();
        account.enabled = false;
        assertThat(account.isActiveSuperuser()).isFalse();
    }

    @Test
    void token_is_accepted_from_the_current_version_on_while_enabled() {
        account.revokeTokens(NOW);
        assertThat(account.accepts(0)).isFalse();
        assertThat(account.accepts(1)).isTrue();
        account.enabled = false;
        assertThat(account.accepts(1)).isFalse();
    }

    @Test
    void view_shows_the_account_without_its_password() {
        account.grant("ADMIN_EST", NOW);
        assertThat(AccountView.of(account))
                .isEqualTo(new AccountView(account.id, "Ann@Example.org", "Ann", Set.of("ADMIN_EST"), true, CREATED));
    }

    @Test
    void new_password_revokes_tokens_and_ends_a_one_time_password() {
        account.oneTimeUntil = NOW.plusSeconds(60);
        account.setPassword("another hash", NOW);
        assertThat(account.passwordHash).isEqualTo("another hash");
        assertThat(account.oneTimeUntil).isNull();
        assertThat(account.tokenVersion).isEqualTo(1);
        assertThat(account.standingAt).isEqualTo(NOW);
    }

    @Test
    void each_revocation_raises_the_token_version() {
        account.revokeTokens(NOW);
        account.revokeTokens(NOW);
        assertThat(account.tokenVersion).isEqualTo(2);
    }

    @Test
    void erased_account_keeps_no_personal_data() {
        account.oneTimeUntil = NOW.plusSeconds(60);
        account.grant("ADMIN_EST", NOW);
        account.erase(NOW);
        assertThat(account.email).isNull();
        assertThat(account.emailKey).isNull();
        assertThat(account.fullName).isNull();
        assertThat(account.passwordHash).isNull();
        assertThat(account.oneTimeUntil).isNull();
        assertThat(account.groups()).isEmpty();
    }

    @Test
    void erased_account_is_disabled_and_its_tokens_are_revoked() {
        account.erase(NOW);
        assertThat(account.enabled).isFalse();
        assertThat(account.erasedAt).isEqualTo(NOW);
        assertThat(account.tokenVersion).isEqualTo(1);
    }
}
