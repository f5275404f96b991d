package run.opentrack.competition.reading;

/** Cities by one name, whatever the language. */
public final class CityNames {
    private CityNames() {}

    /** The common name of a city, or the same where it has no other. */
    public static String common(String city) {
        String whole = known(city);
        if (whole != null) {
            return whole;
        }
        StringBuilder common = new StringBuilder();
        for (String word : city.split(" ")) {
            String known = known(word);
            common.append(common.isEmpty() ? "" : " ").append(known == null ? word : known);
        }
        return common.toString();
    }

    private static String known(String city) {
        var senses = Vocabulary.senses(city);
        if (senses == null) {
            return null;
        }
        return senses.stream()
                .filter(sense -> sense.kind() == Kind.CITY || sense.kind() == Kind.WORD)
                .map(Sense::value)
                .findFirst()
                .orElse(null);
    }
}
