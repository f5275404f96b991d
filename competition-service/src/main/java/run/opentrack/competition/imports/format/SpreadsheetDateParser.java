package run.opentrack.competition.imports.format;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Month;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import run.opentrack.competition.imports.format.SourceOptions.DateOrder;
import run.opentrack.http.body.TextValidator;

/**
 * Parser of dates as spreadsheets write them: {@code 2027-05-08}, {@code 8.5.2027}, {@code 5/8/27}, {@code 8-May-27}, the
 * number of a day, each with or without a time.
 */
final class SpreadsheetDateParser {
    private static final Pattern TIME = Pattern.compile(
            "(?<=\\d)[T\\s]+\\d{1,2}:\\d{2}(:\\d{2}([.,]\\d+)?)?\\s*([AaPp][Mm]|Z|[+-]\\d{2}:?\\d{2})?$");
    private static final Pattern YEAR_FIRST = Pattern.compile("(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})\\.?");
    private static final Pattern WITHOUT_SEPARATOR = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})");
    private static final Pattern YEAR_LAST =
            Pattern.compile("(\\d{1,2})\\s*[./-]\\s*(\\d{1,2})\\s*[./-]\\s*(\\d{4}|\\d{2})\\.?");
    private static final Pattern DAY_AND_NAME =
            Pattern.compile("(\\d{1,2})[\\s./-]*([A-Za-z]{3,9})[\\s.,/-]*(\\d{4}|\\d{2})");
    private static final Pattern NAME_AND_DAY =
            Pattern.compile("([A-Za-z]{3,9})[\\s.]*(\\d{1,2})(?:st|nd|rd|th)?[\\s,]+(\\d{4})");
    private static final Pattern DAY_NUMBER = Pattern.compile("([2-7]\\d{4})(?:[.,]\\d+)?");

    /** Day 0 of the numbers that spreadsheets store for days. */
    private static final LocalDate EPOCH = LocalDate.of(1899, 12, 30);

    private static final int CENTURY = 2_000;

    private SpreadsheetDateParser() {}

    /**
     * Date of a cell.
     *
     * @param date null if the text is no date, or is ambiguous
     * @param ambiguous true for two dates, one with the day first and one with the month first
     */
    record ParsedDate(LocalDate date, boolean ambiguous) {
        private static ParsedDate of(Optional<LocalDate> date) {
            return new ParsedDate(date.orElse(null), false);
        }
    }

    /** @param order null if unknown */
    static ParsedDate parse(String text, DateOrder order) {
        String day = TIME.matcher(TextValidator.trimIdentifier(text)).replaceFirst("");
        Matcher yearLast = YEAR_LAST.matcher(day);
        return yearLast.matches()
                ? parseNumbers(yearLast.group(1), yearLast.group(2), yearLast.group(3), order)
                : ParsedDate.of(parseUnambiguous(day));
    }

    private static ParsedDate parseNumbers(String first, String second, String year, DateOrder order) {
        Optional<LocalDate> dayFirst = date(year, second, first);
        Optional<LocalDate> monthFirst = date(year, first, second);
        if (order != null) {
            return ParsedDate.of(order == DateOrder.DMY ? dayFirst : monthFirst);
        }
        return dayFirst.isPresent() && monthFirst.isPresent() && !dayFirst.equals(monthFirst)
                ? new ParsedDate(null, true)
                : ParsedDate.of(dayFirst.or(() -> monthFirst));
    }

    private static Optional<LocalDate> parseUnambiguous(String day) {
        Matcher match = YEAR_FIRST.matcher(day);
        if (match.matches()) {
            return date(match.group(1), match.group(3), match.group(4));
        }
        match = WITHOUT_SEPARATOR.matcher(day);
        if (match.matches()) {
            return date(match.group(1), match.group(2), match.group(3));
        }
        match = DAY_NUMBER.matcher(day);
        if (match.matches()) {
            return Optional.of(EPOCH.plusDays(Integer.parseInt(match.group(1))));
        }
        match = DAY_AND_NAME.matcher(day);
        if (match.matches()) {
            return date(match.group(3), month(match.group(2)), match.group(1));
        }
        match = NAME_AND_DAY.matcher(day);
        return match.matches() ? date(match.group(3), month(match.group(1)), match.group(2)) : Optional.empty();
    }

    /** Returns the number of an English month, 0 if it is none. */
    private static String month(String name) {
        String start = name.toUpperCase(Locale.ROOT);
        return Stream.of(Month.values())
                .filter(month -> month.name().startsWith(start) || start.equals("SEPT") && month == Month.SEPTEMBER)
                .findFirst()
                .map(month -> String.valueOf(month.getValue()))
                .orElse("0");
    }

    private static Optional<LocalDate> date(String year, String month, String day) {
        int number = Integer.parseInt(year);
        try {
            return Optional.of(LocalDate.of(
                    year.length() == 2 ? CENTURY + number : number, Integer.parseInt(month), Integer.parseInt(day)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
