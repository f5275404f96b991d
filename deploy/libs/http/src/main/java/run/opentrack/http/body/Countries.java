package run.opentrack.http.body;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Countries and territories, read once from {@code countries.csv}. */
public final class Countries {
    /**
     * Country or territory in which a competition can take place.
     *
     * @param iso ISO 3166-1 alpha-3 code, or XKX for Kosovo
     * @param ioc code of the International Olympic Committee and World Athletics, {@code GER} for {@code DEU}
     * @param european true if its federation is a member of European Athletics
     * @param name English name
     */
    public record Country(String iso, String ioc, boolean european, String name) {}

    private static final int MAX_SHOWN_LENGTH = 10;
    private static final Map<String, Country> BY_ISO = read();
    private static final Map<String, Country> BY_IOC =
            BY_ISO.values().stream().collect(Collectors.toMap(Country::ioc, Function.identity()));

    private static final Map<String, String> ALPHA_2 = alpha2();

    private Countries() {}

    public static Optional<Country> ofIso(String code) {
        return Optional.ofNullable(BY_ISO.get(code));
    }

    /** Returns the alpha-2 code of an alpha-3 code. */
    public static Optional<String> alpha2(String iso) {
        return Optional.ofNullable(ALPHA_2.get(iso));
    }

    public static boolean isIso(String code) {
        return BY_ISO.containsKey(code);
    }

    /** ISO codes of the members of European Athletics, in alphabetical order. */
    public static List<String> european() {
        return BY_ISO.values().stream()
                .filter(Country::european)
                .map(Country::iso)
                .toList();
    }

    /** All countries in the order of their ISO codes. */
    public static List<Country> all() {
        return List.copyOf(BY_ISO.values());
    }

    /**
     * Message for an invalid country code. Suggests the ISO code for an IOC code, a lower-case code, a two-letter code
     * or a country name.
     */
    public static String describeInvalid(String code) {
        String upper = code.strip().toUpperCase(Locale.ROOT);
        String rule = "is not an ISO 3166-1 alpha-3 code (or XKX) in upper case";
        Country byIoc = BY_IOC.get(upper);
        if (byIoc != null && !BY_ISO.containsKey(upper)) {
            return rule + ": " + upper + " is the IOC code of " + byIoc.name() + ", its ISO code is " + byIoc.iso();
        }
        return findProbable(upper)
                .map(iso -> rule + "; did you mean " + iso + "?")
                .orElse(rule);
    }

    /** Message for an invalid parameter, which repeats its value if that is short and printable. */
    public static String violationMessage(String code) {
        String shown = code.length() > MAX_SHOWN_LENGTH || !TextValidator.isValidIdentifier(code) ? "this" : code;
        return shown + " " + describeInvalid(code);
    }

    private static Optional<String> findProbable(String upper) {
        if (BY_ISO.containsKey(upper)) {
            return Optional.of(upper);
        }
        return BY_ISO.values().stream()
                .filter(country -> country.name().equalsIgnoreCase(upper) || upper.equals(ALPHA_2.get(country.iso())))
                .map(Country::iso)
                .findFirst();
    }

    private static Map<String, String> alpha2() {
        Map<String, String> codes = Arrays.stream(Locale.getISOCountries())
                .collect(Collectors.toMap(code -> new Locale("", code).getISO3Country(), Function.identity()));
        // Kosovo has no code of ISO 3166-1; these are the ones in use.
        codes.put("XKX", "XK");
        return codes;
    }

    private static Map<String, Country> read() {
        Map<String, Country> countries = new TreeMap<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(Countries.class.getResourceAsStream("/countries.csv"), StandardCharsets.UTF_8))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split(",", 4);
                countries.put(cells[0], new Country(cells[0], cells[1], cells[2].equals("yes"), cells[3]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return countries;
    }
}
