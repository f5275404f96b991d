package run.opentrack.competition.reading;

/**
 * A word of a name that tells it from others, more or less.
 *
 * @param text as compared: what it means where that is known
 */
public record Word(String text, Role role, double weight) {
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

    /** As it sounds, whatever the language that spells it. */
    public String sound() {
        return Sound.of(text);
    }

    static Word rare(String text) {
        return new Word(text, Role.RARE, text.length() < 3 ? 0.3 : text.length() == 3 ? 0.7 : 1);
    }

    static Word city(String text) {
        return new Word(text, Role.CITY, 0.5);
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
