package run.opentrack.competition.query;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import run.opentrack.competition.model.LenientDateParser;
import run.opentrack.http.body.TextValidator;

/** Keyset cursor: the sort key of a page's last row. Unlike an offset it does not shift when other rows are written. */
record PageCursor(LocalDate date, String fullName, UUID id) {
    /** Encodes the cursor as a URL parameter, opaque to clients. */
    String encode() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((date + " " + id + " " + fullName).getBytes(StandardCharsets.UTF_8));
    }

    static Optional<PageCursor> decode(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", 3);
            if (parts.length != 3 || !TextValidator.isValid(parts[2], false)) {
                return Optional.empty();
            }
            UUID id = UUID.fromString(parts[1]);
            return LenientDateParser.parse(parts[0]).map(date -> new PageCursor(date, parts[2], id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
