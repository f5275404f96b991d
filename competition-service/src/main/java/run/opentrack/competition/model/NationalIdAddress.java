package run.opentrack.competition.model;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import run.opentrack.http.body.Countries;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.http.request.WholeNumberParser;

/** Address of a competition by its national id, which is unique within country and year. */
public record NationalIdAddress(String countryId, int year, String nationalId) {
    static final int MAX_LENGTH = 200;
    static final String TOO_LONG = "must have at most " + MAX_LENGTH + " characters";

    private static final String PATH = "/api/v1/competitions/by-national-id/";

    /** Returns a national id as it is stored and compared, trimmed and in NFC; null for null. */
    public static String normalize(String nationalId) {
        return nationalId == null
                ? null
                : Normalizer.normalize(TextValidator.trimIdentifier(nationalId), Normalizer.Form.NFC);
    }

    /** Returns the address of a competition; null if its national id is none. */
    public static NationalIdAddress of(CompetitionData data) {
        return isUsable(data.nationalId(), data.countryId())
                ? new NationalIdAddress(data.countryId(), data.year(), data.nationalId())
                : null;
    }

    /** Tests for a usable national id. Some clients send the country code or a dash instead. */
    public static boolean isUsable(String nationalId, String country) {
        return !nationalId.equals(country) && nationalId.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    /**
     * Parses the decoded segments of a path.
     *
     * @throws ApiException 422 with all violations
     */
    public static NationalIdAddress parse(String countrySegment, String yearSegment, String nationalId) {
        String country = TextValidator.trimIdentifier(countrySegment);
        String year = TextValidator.trimIdentifier(yearSegment);
        List<Violation> violations = new ArrayList<>();
        if (!Countries.isIso(country)) {
            String message = (TextValidator.isValidIdentifier(country) ? country : "this") + " "
                    + Countries.describeInvalid(country);
            violations.add(Violation.of("path", "country_id", message, "value_error.country"));
        }
        if (WholeNumberParser.parse(year, CompetitionFieldParsers.MIN_YEAR, CompetitionFieldParsers.MAX_YEAR)
                .isEmpty()) {
            String message =
                    WholeNumberParser.message(CompetitionFieldParsers.MIN_YEAR, CompetitionFieldParsers.MAX_YEAR);
            violations.add(Violation.of("path", "year", message, WholeNumberParser.ERROR_TYPE));
        }
        String id = normalize(nationalId);
        checkNationalId(id, country, violations);
        if (!violations.isEmpty()) {
            throw ApiException.invalid(violations);
        }
        return new NationalIdAddress(country, Integer.parseInt(year), id);
    }

    /** U+FFFD is what bytes that are no UTF-8 are decoded to. */
    private static void checkNationalId(String id, String country, List<Violation> violations) {
        if (!TextValidator.isValidIdentifier(id) || id.indexOf('\ufffd') >= 0) {
            violations.add(Violation.of(
                    "path", "national_id", TextValidator.INVALID_IDENTIFIER, "value_error.text.character"));
        } else if (id.codePointCount(0, id.length()) > MAX_LENGTH) {
            violations.add(Violation.of("path", "national_id", TOO_LONG, "value_error.any_str.max_length"));
        } else if (!isUsable(id, country)) {
            String message = "must contain a letter or digit and differ from the code of the country";
            violations.add(Violation.of("path", "national_id", message, "value_error.national_id"));
        }
    }

    /** Returns the path, percent-encoded. */
    public String path() {
        return PATH + countryId + "/" + year + "/"
                + URLEncoder.encode(nationalId, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
