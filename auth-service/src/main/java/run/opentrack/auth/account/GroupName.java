package run.opentrack.auth.account;

import run.opentrack.database.security.Rights;
import run.opentrack.http.country.Countries;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/** The groups that there are: {@code SUPERUSER}, and {@code ADMIN_XXX} for every country. */
final class GroupName {
    private static final String ADMIN_PREFIX = "ADMIN_";

    private GroupName() {}

    /** The group in a path; anything else there is a 422 that says why. */
    static String parse(String text) {
        if (Rights.SUPERUSER.equals(text)
                || text.startsWith(ADMIN_PREFIX) && Countries.isIso(text.substring(ADMIN_PREFIX.length()))) {
            return text;
        }
        String message = text.startsWith(ADMIN_PREFIX)
                ? "is no group: " + text.substring(ADMIN_PREFIX.length()) + " "
                        + Countries.describeInvalid(text.substring(ADMIN_PREFIX.length()))
                : "is no group; there are SUPERUSER and ADMIN_XXX, XXX being a country's ISO code";
        throw ApiException.invalid(Violation.of("path", "group", message, "value_error.group"));
    }
}
