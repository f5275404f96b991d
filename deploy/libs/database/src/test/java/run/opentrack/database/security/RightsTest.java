package run.opentrack.database.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;
import run.opentrack.security.ApiKeyGrant;

class RightsTest {
    @Test
    void country_administrator_may_write_that_country_alone() {
        Rights rights = Rights.of("ADMIN_EST");
        assertThat(rights.mayAdminister("EST")).isTrue();
        assertThat(rights.mayAdminister("LVA")).isFalse();
        assertThat(rights.isSuperuser()).isFalse();
    }

    @Test
    void countries_are_those_of_the_admin_groups() {
        assertThat(Rights.of("SUPERUSER,ADMIN_LVA,ADMIN_EST").countries()).containsExactly("EST", "LVA");
        assertThat(Rights.of("SUPERUSER").countries()).isEmpty();
    }

    @Test
    void administrator_of_several_countries_may_write_each() {
        Rights rights = Rights.of("ADMIN_EST,ADMIN_LVA");
        assertThat(rights.mayAdminister("EST")).isTrue();
        assertThat(rights.mayAdminister("LVA")).isTrue();
        assertThat(rights.mayAdminister("FIN")).isFalse();
    }

    @Test
    void superuser_may_write_every_country() {
        Rights rights = Rights.of("SUPERUSER");
        assertThat(rights.mayAdminister("EST")).isTrue();
        assertThat(rights.isSuperuser()).isTrue();
    }

    @Test
    void account_without_groups_has_no_rights() {
        Rights rights = Rights.of("");
        assertThat(rights.groups()).isEmpty();
        assertThat(rights.mayAdminister("EST")).isFalse();
        assertThat(rights.isSuperuser()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin_EST",
                "ADMIN_est",
                "ADMIN_",
                "ADMIN_ESTX",
                "XADMIN_EST",
                "ADMIN_EST ",
                "EST",
                "superuser",
                "ADMIN_*",
                "SUPERUSER_EST"
            })
    void similar_group_names_grant_nothing(String group) {
        Rights rights = Rights.of(group);
        assertThat(rights.mayAdminister("EST")).isFalse();
        assertThat(rights.isSuperuser()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "est", "ES", "EST,LVA", "EST ", "SUPERUSER"})
    void similar_country_codes_are_not_covered(String country) {
        assertThat(Rights.of("ADMIN_EST,ADMIN_LVA").mayAdminister(country)).isFalse();
    }

    @Test
    void missing_country_group_is_403_and_named() {
        forbids(() -> Rights.of("ADMIN_EST").requireAdministrationOf("LVA"), "The group ADMIN_LVA is required");
        assertThatCode(() -> Rights.of("ADMIN_EST").requireAdministrationOf("EST"))
                .doesNotThrowAnyException();
    }

    @Test
    void missing_superuser_group_is_403_and_named() {
        forbids(() -> Rights.of("ADMIN_EST").requireSuperuser(), "The group SUPERUSER is required");
        assertThatCode(() -> Rights.of("SUPERUSER").requireSuperuser()).doesNotThrowAnyException();
    }

    @Test
    void key_has_the_rights_of_its_owner_in_its_countries() {
        Rights rights = Rights.of(callerWithKey("EST", "FIN"), "ADMIN_EST,ADMIN_LVA");
        assertThat(rights.mayAdminister("EST")).isTrue();
        assertThat(rights.countries()).containsExactly("EST");
        forbids(() -> rights.requireAdministrationOf("LVA"), "The API key does not include the country LVA");
        forbids(() -> rights.requireAdministrationOf("FIN"), "The group ADMIN_FIN is required");
    }

    @Test
    void key_of_a_superuser_is_limited_to_its_countries() {
        Rights rights = Rights.of(callerWithKey("EST"), "SUPERUSER");
        assertThat(rights.mayAdminister("EST")).isTrue();
        assertThat(rights.mayAdminister("LVA")).isFalse();
        assertThat(rights.countries()).containsExactly("EST");
        assertThat(rights.isSuperuser()).isFalse();
        forbids(rights::requireSuperuser, "The group SUPERUSER is required");
        assertThatCode(rights::requireSuperuserOrKey).doesNotThrowAnyException();
        forbids(Rights.of(callerWithKey("EST"), "ADMIN_EST")::requireSuperuserOrKey, "The group SUPERUSER is required");
    }

    @Test
    void key_of_a_federation_is_limited_to_groups_of_its_account() {
        Rights key = Rights.of(callerWithKey("EST", "LVA"), "ADMIN_EST,ADMIN_LVA");
        Rights limited = key.within(Rights.of("ADMIN_EST,ADMIN_FIN"));
        assertThat(limited.countries()).containsExactly("EST");
        forbids(() -> limited.requireAdministrationOf("LVA"), "The group ADMIN_LVA is required");
        assertThat(key.within(Rights.of("SUPERUSER"))).isEqualTo(key);
        assertThat(key.within(Rights.of("")).countries()).isEmpty();
    }

    private static AccessToken callerWithKey(String... countries) {
        return AccessToken.ofKey(
                new ApiKeyGrant(
                        "id",
                        UUID.randomUUID(),
                        true,
                        Set.of(),
                        Set.of(countries),
                        Optional.empty(),
                        Instant.parse("2027-06-01T12:00:00Z")),
                Set.of());
    }

    @Test
    void account_that_is_gone_or_disabled_is_401() {
        assertThatThrownBy(() -> RightsLookup.requireValid(null))
                .isInstanceOfSatisfying(ApiException.class, exception -> assertThat(exception.status())
                        .isEqualTo(401));
        Rights rights = Rights.of("");
        assertThat(RightsLookup.requireValid(rights)).isSameAs(rights);
    }

    private static void forbids(Runnable check, String reason) {
        assertThatThrownBy(check::run).isInstanceOfSatisfying(ApiException.class, exception -> {
            assertThat(exception.status()).isEqualTo(403);
            assertThat(exception.detail()).isEqualTo(reason);
        });
    }
}
