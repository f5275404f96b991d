package run.opentrack.auth.account;

import run.opentrack.database.security.Rights;
import run.opentrack.http.country.Countries;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/** Names of groups: {@code SUPERUSER}, and {@code ADMIN_XXX} for each country. */
final class GroupName {
    private static final String ADMIN_PREFIX = "ADMIN_";

    private GroupName() {}

    /** Parses the group in a path; 422 for any other text. */
    static String parse(String text) {
        boolean isAdmin = text.startsWith(ADMIN_PREFIX);
        String country = isAdmin ? text.substring(ADMIN_PREFIX.length()) : "";
        if (Rights.SUPERUSER.equals(text) || isAdmin && Countries.isIso(country)) {
            return text;
        }
        String message = "must be SUPERUSER or ADMIN_XXX, XXX a country's ISO code"
                + (isAdmin ? ": " + country + " " + Countries.describeInvalid(country) : "");
        throw ApiException.invalid(Violation.of("path", "group", message, "value_error.group"));
    }
}
