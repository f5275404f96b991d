package run.opentrack.auth.account;

import run.opentrack.database.security.Rights;
import run.opentrack.http.country.Countries;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/** The groups that there are: {@code SUPERUSER}, and {@code ADMIN_XXX} for every country. */
final class GroupName {
    private static final String ADMIN = "ADMIN_";

    private GroupName() {}

    /** The group in a path; anything else there is a 422 that says why. */
    static String of(String text) {
        if (Rights.SUPERUSER.equals(text)
                || text.startsWith(ADMIN) && Countries.isIso(text.substring(ADMIN.length()))) {
            return text;
        }
        String why = text.startsWith(ADMIN)
                ? "is no group: " + text.substring(ADMIN.length()) + " "
                        + Countries.describeInvalid(text.substring(ADMIN.length()))
                : "is no group; there are SUPERUSER and ADMIN_XXX, XXX being a country's ISO code";
        throw ApiException.invalid(Violation.of("path", "group", why, "value_error.group"));
    }
}
