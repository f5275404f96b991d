package run.opentrack.competition.reading;

/**
 * A word of a name that tells it from others, more or less.
 *
 * @param text as compared: what it means where that is known
 * @param sound as it sounds, whatever the language that spells it
 */
public record Word(String text, Role role, double weight, String sound) {
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

    Word(String text, Role role, double weight) {
        this(text, role, weight, Sound.of(text));
    }

    /** The same word where it means a city. */
    public Word asCity() {
        return new Word(text, Role.CITY, CITY_WEIGHT, sound);
    }

    static Word rare(String text) {
        return new Word(text, Role.RARE, text.length() < 3 ? 0.3 : text.length() == 3 ? 0.7 : 1);
    }

    static Word city(String text) {
        return new Word(text, Role.CITY, CITY_WEIGHT);
    }

    static Word sponsor(String text) {
        return new Word(text, Role.SPONSOR, 0.5);
    }

    static Word ownCountry(String text) {
        return new Word(text, Role.COUNTRY, 0.25);
    }

    static Word generic(String text) {
        return switch (text) {
            case "open", "international", "elite", "city" -> new Word(text, Role.GENERIC, 0.05);
            case "competition", "race", "festival" -> new Word(text, Role.GENERIC, 0.2);
            default -> new Word(text, Role.GENERIC, 0.3);
        };
    }
}
