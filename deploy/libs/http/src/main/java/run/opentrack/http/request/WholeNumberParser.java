package run.opentrack.http.request;

import java.util.Optional;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/** Parser of whole numbers within bounds in texts: decimal digits without a sign, as many as the maximum has at most. */
public final class WholeNumberParser {
    public static final String ERROR_TYPE = "value_error.number.range";

    private WholeNumberParser() {}

    /** Returns the number; empty for any other text. */
    public static Optional<Integer> parse(String text, int min, int max) {
        return text.length() <= String.valueOf(max).length() && text.matches("[0-9]+")
                ? Optional.of(Long.parseLong(text))
                        .filter(number -> number >= min && number <= max)
                        .map(Long::intValue)
                : Optional.empty();
    }

    /**
     * Parses a query parameter.
     *
     * @param text null if the parameter is absent
     * @throws ApiException 422
     */
    public static int parseQuery(String name, String text, int defaultValue, int min, int max) {
        return text == null
                ? defaultValue
                : parse(text, min, max).orElseThrow(() -> ApiException.invalid(violation(name, min, max)));
    }

    public static Violation violation(String parameter, int min, int max) {
        return Violation.ofQuery(parameter, message(min, max), ERROR_TYPE);
    }

    public static String message(int min, int max) {
        return "must be a whole number from " + min + " to " + max;
    }
}
