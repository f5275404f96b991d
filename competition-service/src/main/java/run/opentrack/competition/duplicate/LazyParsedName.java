package run.opentrack.competition.duplicate;

import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.name.parse.NameParser;
import run.opentrack.competition.name.parse.ParsedName;

/** A competition's short or local name. Read when it is asked for: full names decide nearly always. */
public final class LazyParsedName {
    private final String key;
    private final String country;
    private ParsedName parsed;

    private LazyParsedName(String key, String country) {
        this.key = key;
        this.country = country;
    }

    /** Null when there is none, or only the full name again. */
    public static LazyParsedName of(String name, String fullKey, String country) {
        if (name.isEmpty()) {
            return null;
        }
        String key = NameNormalizer.normalize(name);
        return key.isEmpty() || key.equals(fullKey) ? null : new LazyParsedName(key, country);
    }

    String key() {
        return key;
    }

    ParsedName parsed() {
        if (parsed == null) {
            parsed = NameParser.parse(key, country);
        }
        return parsed;
    }
}
