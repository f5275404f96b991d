package run.opentrack.http.request;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import run.opentrack.http.body.TextValidator;

/**
 * Parser of RFC 3339 timestamps in queries. The range is 1970 to 2199, because the database rejects years such as
 * 999999999.
 */
public final class Rfc3339Parser {
    private static final Instant MAX_TIME = Instant.parse("2200-01-01T00:00:00Z");

    private Rfc3339Parser() {}

    /** Returns the instant, or empty if the text is invalid. An unescaped + arrives as a blank and is restored. */
    public static Optional<Instant> parse(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(
                                    TextValidator.trimIdentifier(text).replace(' ', '+'))
                            .toInstant())
                    .filter(time -> time.isAfter(Instant.EPOCH) && time.isBefore(MAX_TIME));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
