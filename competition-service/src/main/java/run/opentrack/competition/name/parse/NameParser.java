package run.opentrack.competition.name.parse;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads what the name of a competition tells: the facets that tell it from its neighbours, and its own words. Whatever
 * the language; a function of the name's key and the country alone.
 */
public final class NameParser {
    private static final Set<String> GROUP_LETTERS = Set.of("a", "b", "c", "d");
    /** Where no language has a word "a": "A-Jugend", "C-Junioren". */
    private static final Set<String> COUNTRIES_WITHOUT_WORD_A = Set.of("NLD", "DEU", "AUT");

    private static final long MAX_CACHE_BYTES = 32L << 20;
    /** 800 bytes for a name of thirty letters, more where words are short (class histogram). */
    private static final int ENTRY_BYTES = 300;

    private static final int BYTES_PER_LETTER = 25;

    private static final String CHAMPIONSHIP = "championship";
    private static final String MASCULINE = "masculine";

    /**
     * Names that were read lately, by key and country. A calendar comes a day after the other, and each of its competitions
     * is compared with the same neighbours as the one before: reading them again was three quarters of a duplicate check
     * where a country has thirty competitions a day.
     */
    private static final Cache<CacheKey, ParsedName> CACHE = Caffeine.newBuilder()
            .maximumWeight(MAX_CACHE_BYTES)
            .weigher((CacheKey name, ParsedName reading) ->
                    ENTRY_BYTES + BYTES_PER_LETTER * name.key().length())
            .build();

    private final List<Token> tokens;
    private final String country;
    private boolean hasNumericAge;
    private final ParsedName.Builder parse = new ParsedName.Builder();

    private NameParser(List<Token> pieces, String country) {
        this.tokens = pieces;
        this.country = country;
    }

    /** @param key a name as {@link run.opentrack.competition.name.NameNormalizer} writes it */
    public static ParsedName parse(String key, String country) {
        return CACHE.get(new CacheKey(key, country), NameParser::parse);
    }

    private record CacheKey(String key, String country) {}

    private static ParsedName parse(CacheKey name) {
        String key = name.key();
        String country = name.country();
        NameParser reader = new NameParser(Tokenizer.tokenize(key, country), country);
        NumberClassifier numbers = new NumberClassifier(reader.tokens, reader.parse);
        for (int at = 0; at < reader.tokens.size(); at++) {
            if (!numbers.classify(at) && !reader.addGroupLetter(at)) {
                reader.addToken(reader.tokens.get(at));
            }
        }
        reader.infer();
        return new ParsedName(
                key, Collections.unmodifiableMap(reader.parse.facets), List.copyOf(reader.parse.words.values()));
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
            parse.add(TokenType.NUMBER, text);
            return true;
        }
        boolean beside = at > 0 && isGrouping(tokens.get(at - 1)) || !last && isGrouping(tokens.get(at + 1));
        if (last || beside) {
            parse.add(TokenType.NUMBER, text);
        }
        return last || beside;
    }

    private static boolean isGrouping(Token neighbour) {
        return neighbour.hasType(TokenType.UNIT) || neighbour.hasType(TokenType.PART);
    }

    private void addToken(Token piece) {
        if (piece.meanings().isEmpty() || isEditionOnly(piece)) {
            parse.add(NameWord.rare(piece.text()));
            return;
        }
        for (Meaning sense : piece.meanings()) {
            TokenType kind = sense.type();
            if (kind.isFacet() && kind != TokenType.EDITION) {
                parse.add(kind, sense.value());
                hasNumericAge |=
                        kind == TokenType.AGE_GROUP && piece.text().chars().anyMatch(Character::isDigit);
            }
        }
        boolean tells = piece.meanings().stream().anyMatch(sense -> sense.type().isFacet());
        if (!tells) {
            addWord(piece);
        } else if (piece.hasType(TokenType.GENERIC)) {
            addGeneric(piece);
        }
    }

    /** "Anniversary Games" counts no years. */
    private static boolean isEditionOnly(Token piece) {
        return piece.meanings().stream().allMatch(sense -> sense.type() == TokenType.EDITION);
    }

    private void addGeneric(Token piece) {
        piece.meanings().stream()
                .filter(sense -> sense.type() == TokenType.GENERIC)
                .forEach(sense -> parse.add(NameWord.generic(sense.value())));
    }

    private void addWord(Token piece) {
        for (Meaning sense : piece.meanings()) {
            switch (sense.type()) {
                case COUNTRY -> {
                    parse.add(
                            sense.value().equals(country)
                                    ? NameWord.ownCountry(sense.value())
                                    : new NameWord(sense.value(), NameWord.Role.RARE, 0.7));
                    return;
                }
                case CITY -> {
                    parse.add(NameWord.city(sense.value()));
                    return;
                }
                case GENERIC -> {
                    parse.add(NameWord.generic(sense.value()));
                    return;
                }
                case WORD -> {
                    parse.add(NameWord.rare(sense.value()));
                    return;
                }
                case SPONSOR -> {
                    parse.add(NameWord.sponsor(piece.text()));
                    return;
                }
                default -> {
                    /* says nothing */
                }
            }
        }
    }

    /** What follows from what was read. */
    private void infer() {
        inferSex();
        if (parse.words.containsKey(country) && parse.words.containsKey(CHAMPIONSHIP)) {
            parse.add(TokenType.LEVEL, "national");
        }
        if (parse.contains(TokenType.LEVEL, "national")) {
            parse.words.remove(country);
        }
        inferLevel();
        inferAge("junior", "u20");
        inferAge("youth", "u18");
        inferRoad();
        if (parse.facets.containsKey(TokenType.DISTANCE) && parse.words.containsKey(CHAMPIONSHIP)) {
            // Championships over 10,000 metres are in running.
            parse.words.remove("race");
        }
    }

    /** "Juniorów" are all juniors, if nothing else is said; "juniorów i juniorek" are too. */
    private void inferSex() {
        Set<String> sexes = parse.facets.getOrDefault(TokenType.SEX, new TreeSet<>());
        boolean masculine = sexes.remove(MASCULINE);
        if (sexes.contains("women") && (masculine || sexes.contains("men"))) {
            sexes.remove("women");
            sexes.remove("men");
        }
        if (sexes.isEmpty()) {
            parse.facets.remove(TokenType.SEX);
        }
    }

    /** National school championships are school championships: whose they are says more. */
    private void inferLevel() {
        Set<String> levels = parse.facets.getOrDefault(TokenType.LEVEL, Set.of());
        if (levels.size() > 1) {
            levels.remove("national");
        }
    }

    /** "Jugend U20" is U20; "Jugend" alone is U18. */
    private void inferAge(String word, String digits) {
        Set<String> ages = parse.facets.getOrDefault(TokenType.AGE_GROUP, Set.of());
        if (ages.contains(word)) {
            ages.remove(word);
            if (!hasNumericAge) {
                ages.add(digits);
            }
        }
    }

    /** Kilometres are run on the road, if nothing else is said. */
    private void inferRoad() {
        Set<String> surfaces = parse.facets.getOrDefault(TokenType.SURFACE, Set.of());
        boolean far = parse.facets.getOrDefault(TokenType.DISTANCE, Set.of()).stream()
                .anyMatch(distance ->
                        distance.endsWith("km") || distance.endsWith("marathon") || distance.endsWith("miles"));
        if (far && (surfaces.isEmpty() || surfaces.equals(Set.of("street")))) {
            parse.facets.remove(TokenType.SURFACE);
            parse.add(TokenType.SURFACE, "road");
        }
    }
}
