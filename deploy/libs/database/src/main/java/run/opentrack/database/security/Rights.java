package run.opentrack.database.security;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import run.opentrack.http.error.ApiException;

/**
 * Current rights of an account. Read in the writing transaction, so that the removal of a group takes effect with the
 * next write.
 *
 * @param groups {@code SUPERUSER} and {@code ADMIN_XXX}
 */
public record Rights(Set<String> groups) {
    public static final String SUPERUSER = "SUPERUSER";

    private static final String ADMIN_PREFIX = "ADMIN_";

    /** Parameters: account id, token version. Returns the groups joined by commas; no row if the token is void. */
    public static final String QUERY = """
            SELECT coalesce((SELECT string_agg(group_name, ',') FROM account_group WHERE account_id = a.id), '')
              FROM account a WHERE a.id = $1 AND a.enabled AND a.token_version <= $2""";

    public static Rights of(String joinedGroups) {
        return new Rights(joinedGroups.isEmpty() ? Set.of() : Set.of(joinedGroups.split(",")));
    }

    public boolean isSuperuser() {
        return groups.contains(SUPERUSER);
    }

    /** True if the account may write competitions of the country. */
    public boolean mayAdminister(String country) {
        return isSuperuser() || groups.contains(adminGroup(country));
    }

    /** Countries whose admin groups the account is in; a superuser may write all countries without any. */
    public Set<String> countries() {
        return groups.stream()
                .filter(group -> group.startsWith(ADMIN_PREFIX))
                .map(group -> group.substring(ADMIN_PREFIX.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public void requireAdministrationOf(String country) {
        if (!mayAdminister(country)) {
            throw ApiException.forbidden("The group " + adminGroup(country) + " is required");
        }
    }

    public void requireSuperuser() {
        if (!isSuperuser()) {
            throw ApiException.forbidden("The group " + SUPERUSER + " is required");
        }
    }

    private static String adminGroup(String country) {
        return ADMIN_PREFIX + country;
    }
}
