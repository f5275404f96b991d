package run.opentrack.http.request;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Times as clients write them in a query (RFC 3339), from 1970 to 2199: the database knows no year 999999999. */
public final class Rfc3339Parser {
    private static final Instant MAX_TIME = Instant.parse("2200-01-01T00:00:00Z");

    private Rfc3339Parser() {}

    /** Empty where it is none; a + that was not escaped arrives as a blank. */
    public static Optional<Instant> parse(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text.replace(' ', '+')).toInstant())
                    .filter(time -> time.isAfter(Instant.EPOCH) && time.isBefore(MAX_TIME));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
