package run.opentrack.competition.duplicate;

/** A federation's own id of a competition: the same one in a country and year is the same competition. */
public final class NationalIdRules {
    private NationalIdRules() {}

    /** Whether a text is an id at all: some clients send the country's code, or a dash. */
    public static boolean isValid(String nationalId, String country) {
        return !nationalId.equals(country) && nationalId.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    static boolean isSame(MatchFeatures a, MatchFeatures b) {
        return isValid(a.nationalId(), a.countryId())
                && a.nationalId().equals(b.nationalId())
                && a.countryId().equals(b.countryId())
                && a.date().getYear() == b.date().getYear();
    }
}
