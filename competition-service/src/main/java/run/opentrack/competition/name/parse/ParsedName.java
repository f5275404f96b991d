package run.opentrack.competition.name.parse;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Parsed competition name.
 *
 * @param key normalised name
 * @param facets values by discriminating token type; absent types have no key
 * @param words remaining words, each once, in order
 * @param variant the name without the parts that it adds, or with a short word corrected, if its discriminators are others;
 *     otherwise null
 */
public record ParsedName(String key, Map<TokenType, Set<String>> facets, List<NameWord> words, ParsedName variant) {
    public Set<String> facet(TokenType type) {
        return facets.getOrDefault(type, Set.of());
    }

    /**
     * Canonical text of all facets that must be equal in two names of one competition, as stored in the blocking index;
     * empty without any.
     */
    public String discriminators() {
        return facets.entrySet().stream()
                .filter(facet -> facet.getKey().comparison() == TokenType.Comparison.MUST_EQUAL)
                .map(facet -> facet.getKey().name().toLowerCase(Locale.ROOT) + '=' + String.join(",", facet.getValue()))
                .collect(Collectors.joining(" "));
    }

    /**
     * Discriminators that another name of the competition may have: those of its local name or of the variant; null if they
     * are the same.
     *
     * @param local null without one
     */
    public String otherDiscriminators(ParsedName local) {
        ParsedName other = local == null || local.discriminators().equals(discriminators()) ? variant : local;
        return other == null ? null : other.discriminators();
    }

    /** Collects facets and words during parsing. */
    static final class Builder {
        final Map<TokenType, Set<String>> facets = new EnumMap<>(TokenType.class);
        final Map<String, NameWord> words = new LinkedHashMap<>();

        void add(TokenType type, String value) {
            facets.computeIfAbsent(type, none -> new TreeSet<>()).add(value);
        }

        void add(NameWord word) {
            words.putIfAbsent(word.text(), word);
        }

        void remove(TokenType type, String value) {
            facets.computeIfPresent(type, (same, values) -> values.remove(value) && values.isEmpty() ? null : values);
        }

        boolean contains(TokenType type, String value) {
            return facets.getOrDefault(type, Set.of()).contains(value);
        }
    }
}
