package run.opentrack.database.security;

import java.util.Set;
import run.opentrack.http.error.ApiException;

/**
 * What an account may do now. Read from the database in the transaction that writes, so that a group taken away is gone
 * with the next write.
 *
 * @param groups {@code SUPERUSER} and {@code ADMIN_XXX}
 */
public record Rights(Set<String> groups) {
    public static final String SUPERUSER = "SUPERUSER";

    /**
     * Takes the account's id and the token's version; answers the groups, joined by commas, and no row when the token is
     * void.
     */
    public static final String QUERY = """
            SELECT coalesce((SELECT string_agg(group_name, ',') FROM account_group WHERE account_id = a.id), '')
              FROM account a WHERE a.id = $1 AND a.enabled AND a.token_version <= $2""";

    public static Rights of(String joinedGroups) {
        return new Rights(joinedGroups.isEmpty() ? Set.of() : Set.of(joinedGroups.split(",")));
    }

    public boolean isSuperuser() {
        return groups.contains(SUPERUSER);
    }

    /** Whether competitions of a country may be created, changed and deleted. */
    public boolean mayAdminister(String country) {
        return isSuperuser() || groups.contains(adminGroup(country));
    }

    public void requireAdministrationOf(String country) {
        if (!mayAdminister(country)) {
            throw ApiException.forbidden("You need the group " + adminGroup(country) + " for this");
        }
    }

    public void requireSuperuser() {
        if (!isSuperuser()) {
            throw ApiException.forbidden("You need the group " + SUPERUSER + " for this");
        }
    }

    private static String adminGroup(String country) {
        return "ADMIN_" + country;
    }
}
