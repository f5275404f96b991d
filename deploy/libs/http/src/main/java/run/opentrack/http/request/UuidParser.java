package run.opentrack.http.request;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/** Parser of UUIDs with or without dashes, in any case. */
public final class UuidParser {
    private static final Pattern DASHED =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern PLAIN = Pattern.compile("[0-9a-fA-F]{32}");

    private UuidParser() {}

    public static Optional<UUID> parse(String text) {
        if (DASHED.matcher(text).matches()) {
            return Optional.of(UUID.fromString(text));
        }
        if (PLAIN.matcher(text).matches()) {
            return Optional.of(new UUID(
                    Long.parseUnsignedLong(text.substring(0, 16), 16), Long.parseUnsignedLong(text.substring(16), 16)));
        }
        return Optional.empty();
    }

    /**
     * Returns the id in a path.
     *
     * @throws ApiException 422 if it is not a UUID
     */
    public static UUID parsePathId(String segment) {
        return parse(TextValidator.trimIdentifier(segment))
                .orElseThrow(() ->
                        ApiException.invalid(Violation.of("path", "id", "is not a valid UUID", "type_error.uuid")));
    }
}
