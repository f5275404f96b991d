package run.opentrack.competition.calendar;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** Where a page ends: the place of its last row in the order of the calendar, which does not move when others are written. */
record PagePlace(LocalDate date, String fullName, UUID id) {
    /** As it stands in an address; opaque to clients. */
    String encode() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((date + " " + id + " " + fullName).getBytes(StandardCharsets.UTF_8));
    }

    static Optional<PagePlace> decode(String text) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", 3);
            return parts.length == 3 && parts[2].indexOf('\0') < 0
                    ? Optional.of(new PagePlace(LocalDate.parse(parts[0]), parts[2], UUID.fromString(parts[1])))
                    : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
