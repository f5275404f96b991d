package run.opentrack.competition.duplicate;

import run.opentrack.competition.name.NameKey;
import run.opentrack.competition.reading.NameReader;
import run.opentrack.competition.reading.NameReading;

/** A competition's short or local name. Read when it is asked for: full names decide nearly always. */
final class OtherName {
    private final String key;
    private final String country;
    private NameReading reading;

    private OtherName(String key, String country) {
        this.key = key;
        this.country = country;
    }

    /** Null when there is none, or only the full name again. */
    static OtherName of(String name, String fullKey, String country) {
        if (name.isEmpty()) {
            return null;
        }
        String key = NameKey.of(name);
        return key.isEmpty() || key.equals(fullKey) ? null : new OtherName(key, country);
    }

    String key() {
        return key;
    }

    NameReading reading() {
        if (reading == null) {
            reading = NameReader.read(key, country);
        }
        return reading;
    }
}
