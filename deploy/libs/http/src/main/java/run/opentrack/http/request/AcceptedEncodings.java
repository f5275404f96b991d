package run.opentrack.http.request;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Evaluation of {@code Accept-Encoding} (RFC 9110, 12.5.3). The suite has two representations of a response, so that each
 * value is reduced to one of them: equal requests for the upstream and for the cache.
 */
public final class AcceptedEncodings {
    private static final Pattern WEIGHT = Pattern.compile("[qQ]=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)");

    private AcceptedEncodings() {}

    /**
     * @param acceptEncoding all lines of the field, joined by commas; null if absent
     * @return true for gzip, false for the plain response
     */
    public static boolean preferGzip(String acceptEncoding) {
        if (acceptEncoding == null || acceptEncoding.isEmpty()) {
            return false;
        }
        Map<String, Double> weights = new HashMap<>();
        for (String element : acceptEncoding.split(",")) {
            String[] parts = element.split(";", 2);
            String coding = parts[0].strip().toLowerCase(Locale.ROOT);
            weights.merge(
                    coding.equals("x-gzip") ? "gzip" : coding, parts.length < 2 ? 1 : weight(parts[1]), Math::min);
        }
        double gzip = weights.getOrDefault("gzip", weights.getOrDefault("*", 0.0));
        return gzip > 0 && gzip >= weights.getOrDefault("identity", 0.0);
    }

    /** A malformed weight refuses the coding: the plain response suits every client. */
    private static double weight(String parameter) {
        String weight = parameter.strip();
        return WEIGHT.matcher(weight).matches() ? Double.parseDouble(weight.substring(2)) : 0;
    }
}
