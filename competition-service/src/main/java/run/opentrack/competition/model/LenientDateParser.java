package run.opentrack.competition.model;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import run.opentrack.http.body.TextValidator;

/** Parser of dates as clients write them: {@code 2021-05-08}, and {@code 2021-5-8} too. */
public final class LenientDateParser {
    private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})");
    private static final Pattern DOTTED = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})");
    private static final Pattern DATE_PREFIX = Pattern.compile("(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})(?!\\d)");

    private LenientDateParser() {}

    public static Optional<LocalDate> parse(String text) {
        Matcher parts = DATE.matcher(TextValidator.trimIdentifier(text));
        if (!parts.matches()) {
            return Optional.empty();
        }
        return toDate(parts.group(1), parts.group(2), parts.group(3));
    }

    /** Returns the date probably meant by a rejected text: a timestamp, or day first as in {@code 8.5.2027}. */
    public static Optional<LocalDate> suggest(String text) {
        Matcher dotted = DOTTED.matcher(TextValidator.trimIdentifier(text));
        if (dotted.matches()) {
            return toDate(dotted.group(3), dotted.group(2), dotted.group(1));
        }
        Matcher prefix = DATE_PREFIX.matcher(TextValidator.trimIdentifier(text));
        return prefix.lookingAt() ? toDate(prefix.group(1), prefix.group(2), prefix.group(3)) : Optional.empty();
    }

    private static Optional<LocalDate> toDate(String year, String month, String day) {
        try {
            return Optional.of(LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
