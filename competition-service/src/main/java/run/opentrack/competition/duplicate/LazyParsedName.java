package run.opentrack.competition.duplicate;

import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.name.parse.NameParser;
import run.opentrack.competition.name.parse.ParsedName;

/** Short or local name, parsed on first use because full names decide most comparisons. */
public final class LazyParsedName {
    private final String key;
    private final String country;
    private ParsedName parsed;

    private LazyParsedName(String key, String country) {
        this.key = key;
        this.country = country;
    }

    /** Null for an empty name and for a repetition of the full name. */
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
