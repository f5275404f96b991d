package run.opentrack.competition.name.parse;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import run.opentrack.competition.name.NameNormalizer;

/**
 * Comparison of normalised city names across languages and scripts: one town may be registered as Kortrijk and as
 * Courtrai. A district, a region, an inflection or a typo on one side is tolerated.
 */
public final class CityNames {
    private static final int MIN_LENGTH_FOR_TYPO = 7;
    /** Minimum length of a bilingual name within a longer one: "Courtrai Marke", not "Belle Ile". */
    private static final int MIN_LENGTH_WITHIN_NAME = 6;

    /** By country and city: neighbouring candidates are in few cities. */
    private static final Cache<String, CityName> CACHE =
            Caffeine.newBuilder().maximumSize(10_000).build();

    /** First name of a town by country and name. */
    private static final Map<String, String> BILINGUAL = new HashMap<>();

    static {
        LexiconFile.read("bilingual-towns").forEach(line -> line.words().forEach(town -> add(line.value(), town)));
    }

    private CityNames() {}

    public static boolean isSameCity(String a, String b, String country) {
        if (a.equals(b)) {
            return true;
        }
        CityName cityOfA = CACHE.get(country + a, key -> CityName.of(a, country));
        CityName cityOfB = CACHE.get(country + b, key -> CityName.of(b, country));
        return cityOfA.words.containsAll(cityOfB.words)
                || cityOfB.words.containsAll(cityOfA.words)
                || Math.min(a.length(), b.length()) >= MIN_LENGTH_FOR_TYPO && EditDistance.distance(a, b, 1) <= 1
                || InflectionMatcher.isSameWord(cityOfA.name, cityOfB.name)
                || cityOfA.phoneticKey.equals(cityOfB.phoneticKey);
    }

    private record CityName(String name, List<String> words, String phoneticKey) {
        static CityName of(String city, String country) {
            String canonical = canonical(city, country);
            return new CityName(canonical, Arrays.asList(canonical.split(" ")), PhoneticKey.encode(canonical, country));
        }
    }

    /** Canonical name of a city, or the city itself when it has none. */
    static String canonical(String city, String country) {
        String canonical = lookup(city, country, 0);
        return canonical != null
                ? canonical
                : Arrays.stream(city.split(" "))
                        .map(word -> Objects.requireNonNullElse(lookup(word, country, MIN_LENGTH_WITHIN_NAME), word))
                        .collect(Collectors.joining(" "));
    }

    private static String lookup(String name, String country, int minLength) {
        String global = Lexicon.canonicalName(name);
        String bilingual = name.length() < minLength ? null : BILINGUAL.get(country + name);
        return bilingual != null || global == null ? bilingual : BILINGUAL.getOrDefault(country + global, global);
    }

    /** Adds a town under its names and under their canonical names in all countries ("antwerp" for "Antwerpen"). */
    private static void add(String country, String town) {
        List<String> names =
                Arrays.stream(town.split("/")).map(NameNormalizer::normalize).toList();
        for (String name : names) {
            BILINGUAL.put(country + name, names.get(0));
            String global = Lexicon.canonicalName(name);
            if (global != null) {
                BILINGUAL.putIfAbsent(country + global, names.get(0));
            }
        }
    }
}
