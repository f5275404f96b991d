package run.opentrack.wire.request;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Times as clients write them in a query (RFC 3339), from 1970 to 2199: the database knows no year 999999999. */
public final class TimeText {
    private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");

    private TimeText() {}

    /** Empty where it is none; a + that was not escaped arrives as a blank. */
    public static Optional<Instant> parse(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text.replace(' ', '+')).toInstant())
                    .filter(time -> time.isAfter(Instant.EPOCH) && time.isBefore(END));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
