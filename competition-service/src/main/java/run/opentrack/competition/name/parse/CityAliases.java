package run.opentrack.competition.name.parse;

/** City names across languages. */
public final class CityAliases {
    private CityAliases() {}

    /** Canonical name of a city, or the city itself when it has none. */
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
        var meanings = Lexicon.lookup(city);
        if (meanings == null) {
            return null;
        }
        return meanings.stream()
                .filter(meaning -> meaning.type() == TokenType.CITY || meaning.type() == TokenType.WORD)
                .map(Meaning::value)
                .findFirst()
                .orElse(null);
    }
}
