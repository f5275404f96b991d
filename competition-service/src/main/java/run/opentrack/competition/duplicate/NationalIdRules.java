package run.opentrack.competition.duplicate;

/** National id rules: an equal id in one country and year is the same competition. */
public final class NationalIdRules {
    private NationalIdRules() {}

    /** Tests for a usable id. Some clients send the country code or a dash instead. */
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
