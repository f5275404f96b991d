package run.opentrack.database.security;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/**
 * Current rights of a caller. Read in the writing transaction, so that the removal of a group takes effect with the next
 * write.
 *
 * @param groups {@code SUPERUSER} and {@code ADMIN_XXX} of the account, or of the owner of an API key
 * @param keyCountries countries to which an API key is limited; null without a key
 */
public record Rights(Set<String> groups, Set<String> keyCountries) {
    public static final String SUPERUSER = "SUPERUSER";

    private static final String ADMIN_PREFIX = "ADMIN_";

    /** Parameters: account id, token version. Returns the groups joined by commas; no row if the token is void. */
    public static final String QUERY = """
            SELECT coalesce((SELECT string_agg(group_name, ',') FROM account_group WHERE account_id = a.id), '')
              FROM account a WHERE a.id = $1 AND a.enabled AND a.token_version <= $2""";

    /**
     * Groups of the owner of an API key {@code k}, joined by commas: those of its account, or, for the key of a federation,
     * those of its countries that have an admin.
     */
    static final String KEY_GROUPS = """
            coalesce(CASE WHEN k.federation THEN (
                         SELECT string_agg(DISTINCT g.group_name, ',')
                           FROM account_group g JOIN account o ON o.id = g.account_id AND o.enabled
                          WHERE g.group_name = ANY(SELECT 'ADMIN_' || country FROM unnest(k.countries) country))
                     ELSE (SELECT string_agg(group_name, ',') FROM account_group WHERE account_id = k.account_id) END, '')""";

    /** True for an API key {@code k} of an account {@code a} that is neither revoked nor its owner disabled. */
    static final String KEY_IS_VALID = "(k.revoked_at IS NULL AND (k.federation OR a.enabled))";

    /** Parameter: key id. Returns the groups joined by commas; no row if the key is void. */
    private static final String KEY_QUERY = "SELECT " + KEY_GROUPS
            + " FROM api_key k JOIN account a ON a.id = k.account_id WHERE k.id = $1 AND k.expires_at > now() AND "
            + KEY_IS_VALID;

    public Rights(Set<String> groups) {
        this(groups, null);
    }

    /** Statement that reads the current groups of a caller, with {@link #parametersFor}; no row if it is void. */
    public static String queryFor(AccessToken caller) {
        return caller.key() == null ? QUERY : KEY_QUERY;
    }

    /** Statement as {@link #queryFor}, for data of the caller's account; no row if that is disabled or erased. */
    public static String queryForDataOf(AccessToken caller) {
        return queryFor(caller) + " AND a.enabled";
    }

    public static Object[] parametersFor(AccessToken caller) {
        return caller.key() == null
                ? new Object[] {caller.accountId(), caller.version()}
                : new Object[] {caller.key().id()};
    }

    public static Rights of(AccessToken caller, String joinedGroups) {
        return of(caller, of(joinedGroups).groups());
    }

    /** Rights that a caller had when its token was issued, or its key loaded. */
    public static Rights claimedBy(AccessToken caller) {
        return of(caller, caller.groups());
    }

    private static Rights of(AccessToken caller, Set<String> groups) {
        return new Rights(groups, caller.key() == null ? null : caller.key().countries());
    }

    public static Rights of(String joinedGroups) {
        return new Rights(joinedGroups.isEmpty() ? Set.of() : Set.of(joinedGroups.split(",")));
    }

    /** Rights that an account has too, which may be in fewer groups than a federation whose key it made. */
    public Rights within(Rights account) {
        boolean all = account.groups.contains(SUPERUSER);
        return new Rights(
                groups.stream()
                        .filter(group -> all || account.groups.contains(group))
                        .collect(Collectors.toSet()),
                keyCountries);
    }

    /** True for a superuser without a key: what is limited to countries may not do everything. */
    public boolean isSuperuser() {
        return keyCountries == null && groups.contains(SUPERUSER);
    }

    /** True if the caller may write competitions of the country. */
    public boolean mayAdminister(String country) {
        return includes(country) && (groups.contains(SUPERUSER) || groups.contains(adminGroup(country)));
    }

    /** True unless the caller has an API key that is limited to other countries. */
    private boolean includes(String country) {
        return keyCountries == null || keyCountries.contains(country);
    }

    /** Countries whose admin groups the caller is in; a superuser without a key may write all countries without any. */
    public Set<String> countries() {
        Stream<String> countries = keyCountries != null
                ? keyCountries.stream().filter(this::mayAdminister)
                : groups.stream()
                        .filter(group -> group.startsWith(ADMIN_PREFIX))
                        .map(group -> group.substring(ADMIN_PREFIX.length()));
        return countries.collect(Collectors.toCollection(TreeSet::new));
    }

    public void requireAdministrationOf(String country) {
        if (!includes(country)) {
            throw ApiException.forbidden("The API key does not include the country " + country);
        }
        if (!mayAdminister(country)) {
            throw ApiException.forbidden("The group " + adminGroup(country) + " is required");
        }
    }

    public void requireSuperuser() {
        requireSuperuser(isSuperuser());
    }

    /** For a call that belongs to no country and has a scope of its own: the key of a superuser suffices. */
    public void requireSuperuserOrKey() {
        requireSuperuser(groups.contains(SUPERUSER));
    }

    private static void requireSuperuser(boolean superuser) {
        if (!superuser) {
            throw ApiException.forbidden("The group " + SUPERUSER + " is required");
        }
    }

    private static String adminGroup(String country) {
        return ADMIN_PREFIX + country;
    }
}
