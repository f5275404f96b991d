package run.opentrack.competition.name.parse;

/**
 * A word of a name that tells it from others, more or less.
 *
 * @param text as compared: what it means where that is known
 * @param phoneticKey as it sounds, whatever the language that spells it
 */
public record NameWord(String text, Role role, double weight, String phoneticKey) {
    private static final double CITY_WEIGHT = 0.5;

    public enum Role {
        /** In no table: a name, what matters most. */
        RARE,
        CITY,
        /** The country at home, where every name may have it or not. */
        COUNTRY,
        /** Known to come and go; carries a name only where both have it. */
        SPONSOR,
        /** What many competitions have in their names. */
        GENERIC
    }

    NameWord(String text, Role role, double weight) {
        this(text, role, weight, PhoneticKey.encode(text));
    }

    /** The same word where it means a city. */
    public NameWord asCity() {
        return new NameWord(text, Role.CITY, CITY_WEIGHT, phoneticKey);
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
