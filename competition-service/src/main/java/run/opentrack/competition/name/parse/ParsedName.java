package run.opentrack.competition.name.parse;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a competition's name tells.
 *
 * @param key the name as compared, {@link run.opentrack.competition.name.NameNormalizer}
 * @param facets what is said of each kind; a kind of which nothing is said is absent
 * @param words what is left, each once, in order
 */
public record ParsedName(String key, Map<TokenType, Set<String>> facets, List<NameWord> words) {
    public Set<String> facet(TokenType kind) {
        return facets.getOrDefault(kind, Set.of());
    }

    /** Everything that must be the same in two names of one competition, as one text; empty when there is nothing. */
    public String discriminators() {
        return facets.entrySet().stream()
                .filter(facet -> facet.getKey().comparison() == TokenType.Comparison.MUST_EQUAL)
                .map(facet -> facet.getKey().name().toLowerCase(java.util.Locale.ROOT)
                        + '='
                        + String.join(",", facet.getValue()))
                .collect(Collectors.joining(" "));
    }

    /** Collects while a name is read. */
    static final class Builder {
        final Map<TokenType, Set<String>> facets = new EnumMap<>(TokenType.class);
        final java.util.LinkedHashMap<String, NameWord> words = new java.util.LinkedHashMap<>();

        void add(TokenType kind, String value) {
            facets.computeIfAbsent(kind, none -> new TreeSet<>()).add(value);
        }

        void add(NameWord word) {
            words.putIfAbsent(word.text(), word);
        }

        boolean contains(TokenType kind, String value) {
            return facets.getOrDefault(kind, Set.of()).contains(value);
        }
    }
}
