package run.opentrack.competition.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import run.opentrack.http.body.TextValidator;

/** Normalization of age groups. Clients send one text for several of them ({@code "U12,U14"}), but filter by one. */
public final class AgeGroups {
    private AgeGroups() {}

    /** Splits texts into single age groups, normalized and distinct; null has none. */
    public static String[] split(List<String> ageGroups) {
        if (ageGroups == null) {
            return new String[0];
        }
        return ageGroups.stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(AgeGroups::normalize)
                .filter(part -> !part.isEmpty())
                .distinct()
                .toArray(String[]::new);
    }

    /** Normalizes one age group for comparison. */
    public static String normalize(String text) {
        return TextValidator.trimIdentifier(text).toUpperCase(Locale.ROOT);
    }
}
