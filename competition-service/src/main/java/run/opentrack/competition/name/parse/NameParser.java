package run.opentrack.competition.name.parse;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import run.opentrack.competition.name.parse.Token.Meaning;

/**
 * Parses a competition name into facets, which separate it from its neighbours, and weighted words. Independent of the
 * language; a function of name key and country.
 */
public final class NameParser {
    private static final Set<String> GROUP_LETTERS = Set.of("a", "b", "c", "d");
    /** Countries whose languages have no word "a": "A-Jugend", "C-Junioren". */
    private static final Set<String> COUNTRIES_WITHOUT_WORD_A = Set.of("NLD", "DEU", "AUT");

    private static final Set<TokenType> IDENTIFYING = Set.of(TokenType.GENERIC, TokenType.CITY, TokenType.COUNTRY);

    private static final long MAX_CACHE_BYTES = 32L << 20;
    /** Heap size of a cached name: 800 bytes for thirty letters, more where words are short. */
    private static final int ENTRY_BYTES = 300;

    private static final int BYTES_PER_LETTER = 25;

    private static final double FOREIGN_COUNTRY_WEIGHT = 0.7;
    private static final String CHAMPIONSHIP = "championship";
    private static final String MASCULINE = "masculine";

    /**
     * Parsed names by key and country. Neighbouring dates share candidates, so the same names recur in successive
     * checks.
     */
    private static final Cache<CacheKey, ParsedName> CACHE = Caffeine.newBuilder()
            .maximumWeight(MAX_CACHE_BYTES)
            .weigher((CacheKey name, ParsedName parsed) ->
                    ENTRY_BYTES + BYTES_PER_LETTER * name.key().length())
            .build();

    private final List<Token> tokens;
    private final String country;
    private boolean hasNumericAge;
    private boolean knownWordSeen;
    private final ParsedName.Builder parsed = new ParsedName.Builder();

    private NameParser(List<Token> tokens, String country) {
        this.tokens = tokens;
        this.country = country;
    }

    /**
     * Parses a name.
     *
     * @param key name as {@link run.opentrack.competition.name.NameNormalizer} returns it
     * @param country ISO alpha-3 code, which selects abbreviations
     */
    public static ParsedName parse(String key, String country) {
        return CACHE.get(new CacheKey(key, country), NameParser::parse);
    }

    private record CacheKey(String key, String country) {}

    private static ParsedName parse(CacheKey name) {
        List<Token> tokens = Tokenizer.tokenize(name.key(), name.country());
        ParsedName parsed = parse(name, AdditionalRaces.withoutMinorOrShorter(tokens));
        String discriminators = parsed.discriminators();
        return Stream.concat(
                        Stream.concat(AdditionalRaces.withoutTrailing(tokens), withoutMark(tokens)),
                        Tokenizer.corrections(name.key())
                                .map(corrected -> AdditionalRaces.withoutMinorOrShorter(
                                        Tokenizer.tokenize(corrected, name.country()))))
                .map(variant -> parse(name, variant))
                .filter(variant -> !variant.discriminators().equals(discriminators))
                .findFirst()
                .map(variant -> new ParsedName(parsed.key(), parsed.facets(), parsed.words(), variant))
                .orElse(parsed);
    }

    private static ParsedName parse(CacheKey name, List<Token> tokens) {
        NameParser parser = new NameParser(tokens, name.country());
        NumberClassifier numbers = new NumberClassifier(parser.tokens, parser.parsed);
        for (int at = 0; at < parser.tokens.size(); at++) {
            if (!numbers.classify(at) && !parser.addGroupLetter(at)) {
                parser.addToken(parser.tokens.get(at));
            }
        }
        parser.infer();
        return new ParsedName(
                name.key(),
                Collections.unmodifiableMap(parser.parsed.facets),
                List.copyOf(parser.parsed.words.values()),
                null);
    }

    /** Tokens without a letter at the end, which may be a mark: "Open (B)". */
    private static Stream<List<Token>> withoutMark(List<Token> tokens) {
        int last = tokens.size() - 1;
        return Stream.of(tokens)
                .filter(all -> last > 0 && GROUP_LETTERS.contains(all.get(last).text()))
                .map(all -> all.subList(0, last));
    }

    private boolean addGroupLetter(int at) {
        String text = tokens.get(at).text();
        if (!GROUP_LETTERS.contains(text) || tokens.size() == 1) {
            return false;
        }
        boolean last = at == tokens.size() - 1;
        if (!last
                && tokens.get(at + 1).hasType(TokenType.AGE_GROUP)
                && (!text.equals("a") || COUNTRIES_WITHOUT_WORD_A.contains(country))) {
            parsed.add(TokenType.GROUP, text);
            return true;
        }
        boolean adjacent = at > 0 && isGrouping(tokens.get(at - 1)) || !last && isGrouping(tokens.get(at + 1));
        if (last || adjacent) {
            boolean permit = at > 0 && NumberClassifier.PERMIT.test(tokens.get(at - 1));
            parsed.add(permit ? TokenType.MARK : TokenType.GROUP, text);
        }
        return last || adjacent;
    }

    private static boolean isGrouping(Token neighbour) {
        return neighbour.hasType(TokenType.UNIT) || neighbour.hasType(TokenType.PART);
    }

    private void addToken(Token token) {
        if (token.meanings().isEmpty() || isEditionOnly(token)) {
            parsed.add(NameWord.rare(token.text())
                    .writtenAs(
                            token.text(), country, !knownWordSeen && !parsed.facets.containsKey(TokenType.DISTANCE)));
            return;
        }
        knownWordSeen |= token.meanings().stream()
                .anyMatch(meaning ->
                        IDENTIFYING.contains(meaning.type()) || meaning.type().isFacet());
        for (Meaning meaning : token.meanings()) {
            TokenType type = meaning.type();
            if (type.isFacet() && type != TokenType.EDITION) {
                parsed.add(type, meaning.value());
                hasNumericAge |=
                        type == TokenType.AGE_GROUP && token.text().chars().anyMatch(Character::isDigit);
            }
        }
        if (!token.hasFacet()) {
            addWord(token);
        } else if (token.hasType(TokenType.GENERIC)) {
            addGeneric(token);
        }
    }

    /** Tests for an edition word without a number: "Anniversary Games". */
    private static boolean isEditionOnly(Token token) {
        return token.meanings().stream().allMatch(meaning -> meaning.type() == TokenType.EDITION);
    }

    private void addGeneric(Token token) {
        token.meanings().stream()
                .filter(meaning -> meaning.type() == TokenType.GENERIC)
                .forEach(meaning ->
                        parsed.add(NameWord.generic(meaning.value()).writtenAs(token.text(), country, false)));
    }

    private void addWord(Token token) {
        token.meanings().stream()
                .map(meaning -> word(token, meaning))
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(word -> parsed.add(word.writtenAs(token.text(), country, false)));
    }

    private NameWord word(Token token, Meaning meaning) {
        String value = meaning.value();
        return switch (meaning.type()) {
            case COUNTRY ->
                value.equals(country)
                        ? NameWord.ownCountry(value)
                        : new NameWord(value, NameWord.Role.RARE, FOREIGN_COUNTRY_WEIGHT);
            case CITY -> NameWord.city(value);
            case GENERIC -> NameWord.generic(value);
            case WORD, PLACE, SERIES -> NameWord.rare(value);
            case SPONSOR -> NameWord.sponsor(token.text());
            default -> null;
        };
    }

    /** Derives facets from the combination of all tokens. */
    private void infer() {
        inferSex();
        if (parsed.words.containsKey(country)
                && parsed.words.containsKey(CHAMPIONSHIP)
                && !parsed.words.containsKey("international")) {
            parsed.add(TokenType.LEVEL, "national");
        }
        if (parsed.contains(TokenType.LEVEL, "national")) {
            parsed.words.remove(country);
        }
        inferLevel();
        if (isNamedMeeting()) {
            // Its label in France, Italy and Spain, which other names leave out.
            parsed.remove(TokenType.LEVEL, "national");
        }
        if (parsed.contains(TokenType.LEVEL, "national") && parsed.words.containsKey(CHAMPIONSHIP)) {
            // The open championships of a country are those of its seniors.
            parsed.remove(TokenType.AGE_GROUP, "senior");
        }
        inferAge("junior", "u20");
        inferAge("youth", "u18");
        inferRoad();
        if (parsed.facets.containsKey(TokenType.DISTANCE) && parsed.words.containsKey(CHAMPIONSHIP)) {
            // Championships over 10,000 metres are in running.
            parsed.words.remove("race");
        }
    }

    /** Drops the sex of "juniorów", which means all juniors unless women are excluded, and of "juniorów i juniorek". */
    private void inferSex() {
        Set<String> sexes = parsed.facets.getOrDefault(TokenType.SEX, new TreeSet<>());
        boolean masculine = sexes.remove(MASCULINE);
        if (sexes.contains("women") && (masculine || sexes.contains("men"))) {
            sexes.remove("women");
            sexes.remove("men");
        }
        if (sexes.isEmpty()) {
            parsed.facets.remove(TokenType.SEX);
        }
    }

    private boolean isNamedMeeting() {
        return !parsed.words.containsKey(CHAMPIONSHIP)
                && (parsed.words.containsKey("competition") || parsed.words.containsKey("cup"))
                && parsed.words.values().stream()
                        .anyMatch(word -> word.role() == NameWord.Role.RARE || word.role() == NameWord.Role.CITY);
    }

    /** Drops "national" beside a more specific level: national school championships are school championships. */
    private void inferLevel() {
        Set<String> levels = parsed.facets.getOrDefault(TokenType.LEVEL, Set.of());
        if (levels.size() > 1) {
            levels.remove("national");
        }
    }

    /** Replaces an age term by its number, unless the name has the number: "Jugend U20" is U20, "Jugend" is U18. */
    private void inferAge(String word, String digits) {
        Set<String> ages = parsed.facets.getOrDefault(TokenType.AGE_GROUP, Set.of());
        if (ages.contains(word)) {
            ages.remove(word);
            if (!hasNumericAge) {
                ages.add(digits);
            }
        }
    }

    /** Adds the surface road to road distances without a surface. */
    private void inferRoad() {
        Set<String> surfaces = parsed.facets.getOrDefault(TokenType.SURFACE, Set.of());
        boolean roadDistance = parsed.facets.getOrDefault(TokenType.DISTANCE, Set.of()).stream()
                .anyMatch(AdditionalRaces::isRoadDistance);
        if (parsed.contains(TokenType.DISCIPLINE, "walk")) {
            // Names of race walks leave out that they are on the road.
            parsed.facets.remove(TokenType.SURFACE, Set.of("road"));
        } else if (roadDistance && (surfaces.isEmpty() || surfaces.equals(Set.of("street")))) {
            parsed.facets.remove(TokenType.SURFACE);
            parsed.add(TokenType.SURFACE, "road");
        }
    }
}
