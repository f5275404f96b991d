package run.opentrack.competition.name.parse;

/** Cities by one name, whatever the language. */
public final class CityAliases {
    private CityAliases() {}

    /** The common name of a city, or the same where it has no other. */
    public static String canonical(String city) {
        String whole = lookup(city);
        if (whole != null) {
            return whole;
        }
        StringBuilder common = new StringBuilder();
        for (String word : city.split(" ")) {
            String known = lookup(word);
            common.append(common.isEmpty() ? "" : " ").append(known == null ? word : known);
        }
        return common.toString();
    }

    private static String lookup(String city) {
        var senses = Lexicon.lookup(city);
        if (senses == null) {
            return null;
        }
        return senses.stream()
                .filter(sense -> sense.type() == TokenType.CITY || sense.type() == TokenType.WORD)
                .map(Meaning::value)
                .findFirst()
                .orElse(null);
    }
}
