package run.opentrack.competition.duplicate;

/** A federation's own id of a competition: the same one in a country and year is the same competition. */
public final class NationalId {
    private NationalId() {}

    /** Whether a text is an id at all: some clients send the country's code, or a dash. */
    public static boolean isId(String nationalId, String country) {
        return !nationalId.equals(country) && nationalId.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    static boolean same(Traits a, Traits b) {
        return isId(a.nationalId(), a.countryId())
                && a.nationalId().equals(b.nationalId())
                && a.countryId().equals(b.countryId())
                && a.date().getYear() == b.date().getYear();
    }
}
