package run.opentrack.competition.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Clients send one text for several age groups ({@code "U12,U14"}) and look for one of them. */
public final class AgeGroups {
    private AgeGroups() {}

    /** The single age groups, in upper case. */
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

    /** One age group as compared. */
    public static String normalize(String text) {
        return text.strip().toUpperCase(Locale.ROOT);
    }
}
