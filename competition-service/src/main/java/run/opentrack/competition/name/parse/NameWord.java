package run.opentrack.competition.name.parse;

/**
 * A weighted word of a name.
 *
 * @param text canonical term where known
 * @param weight contribution to the similarity score
 * @param phoneticKey pronunciation across languages
 * @param surface as written
 * @param known whether the lexicon has the surface
 * @param leading before all known words of the name, where sponsors stand
 */
public record NameWord(
        String text, Role role, double weight, String phoneticKey, String surface, boolean known, boolean leading) {
    private static final double CITY_WEIGHT = 0.5;

    public enum Role {
        /** Not in the lexicon: a proper name, the strongest evidence. */
        RARE,
        CITY,
        /** The competition's own country, which names add or omit. */
        COUNTRY,
        /** A sponsor, evidence only when both names have it. */
        SPONSOR,
        /** A common word of competition names. */
        GENERIC
    }

    NameWord(String text, Role role, double weight) {
        this(text, role, weight, text, text, false, false);
    }

    /** The same word with the role and weight of a city. */
    public NameWord asCity() {
        return new NameWord(text, Role.CITY, CITY_WEIGHT, phoneticKey, surface, known, leading);
    }

    /** The same word behind another known one. */
    public NameWord asFollowing() {
        return leading ? new NameWord(text, role, weight, phoneticKey, surface, known, false) : this;
    }

    NameWord writtenAs(String word, String country, boolean isLeading) {
        return new NameWord(
                text, role, weight, PhoneticKey.encode(text, country), word, Lexicon.isKnown(word), isLeading);
    }

    static NameWord rare(String text) {
        return new NameWord(text, Role.RARE, text.length() < 3 ? 0.3 : text.length() == 3 ? 0.7 : 1);
    }

    static NameWord city(String text) {
        return new NameWord(text, Role.CITY, CITY_WEIGHT);
    }

    static NameWord sponsor(String text) {
        return new NameWord(text, Role.SPONSOR, 0.5);
    }

    static NameWord ownCountry(String text) {
        return new NameWord(text, Role.COUNTRY, 0.25);
    }

    static NameWord generic(String text) {
        return switch (text) {
            case "open", "international", "elite", "city" -> new NameWord(text, Role.GENERIC, 0.05);
            case "competition", "race", "festival" -> new NameWord(text, Role.GENERIC, 0.2);
            default -> new NameWord(text, Role.GENERIC, 0.3);
        };
    }
}
