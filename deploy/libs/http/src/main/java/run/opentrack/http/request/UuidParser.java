package run.opentrack.http.request;

import java.util.Optional;
import java.util.UUID;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/** Parser of UUIDs with or without dashes, in any case. */
public final class UuidParser {
    private static final int PLAIN_LENGTH = 32;

    private UuidParser() {}

    /** The library accepts shortened groups and other digits, too, so only a text that it writes the same way is one. */
    public static Optional<UUID> parse(String text) {
        String dashed = text.length() == PLAIN_LENGTH
                ? String.join(
                        "-",
                        text.substring(0, 8),
                        text.substring(8, 12),
                        text.substring(12, 16),
                        text.substring(16, 20),
                        text.substring(20))
                : text;
        try {
            return Optional.of(UUID.fromString(dashed))
                    .filter(id -> id.toString().equalsIgnoreCase(dashed));
        } catch (IllegalArgumentException notUuid) {
            return Optional.empty();
        }
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
