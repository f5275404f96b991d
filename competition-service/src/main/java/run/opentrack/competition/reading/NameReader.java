package run.opentrack.competition.reading;

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
public final class NameReader {
    private static final Set<String> GROUP_LETTERS = Set.of("a", "b", "c", "d");
    /** Where no language has a word "a": "A-Jugend", "C-Junioren". */
    private static final Set<String> A_IS_NO_WORD = Set.of("NLD", "DEU", "AUT");

    private static final long MOST_BYTES = 32L << 20;
    /** 800 bytes for a name of thirty letters, more where words are short (class histogram). */
    private static final int BYTES_OF_ONE = 300;

    private static final int BYTES_OF_LETTER = 25;

    private static final String CHAMPIONSHIP = "championship";
    private static final String MASCULINE = "masculine";

    /**
     * Names that were read lately, by key and country. A calendar comes a day after the other, and each of its competitions
     * is compared with the same neighbours as the one before: reading them again was three quarters of a duplicate check
     * where a country has thirty competitions a day.
     */
    private static final Cache<Name, NameReading> LATELY = Caffeine.newBuilder()
            .maximumWeight(MOST_BYTES)
            .weigher((Name name, NameReading reading) ->
                    BYTES_OF_ONE + BYTES_OF_LETTER * name.key().length())
            .build();

    private final List<Piece> pieces;
    private final String country;
    private boolean ageInDigits;
    private final NameReading.Builder read = new NameReading.Builder();

    private NameReader(List<Piece> pieces, String country) {
        this.pieces = pieces;
        this.country = country;
    }

    /** @param key a name as {@link run.opentrack.competition.name.NameKey} writes it */
    public static NameReading read(String key, String country) {
        return LATELY.get(new Name(key, country), NameReader::read);
    }

    private record Name(String key, String country) {}

    private static NameReading read(Name name) {
        String key = name.key();
        String country = name.country();
        NameReader reader = new NameReader(Splitter.split(key, country), country);
        NumbersOfName numbers = new NumbersOfName(reader.pieces, reader.read);
        for (int at = 0; at < reader.pieces.size(); at++) {
            if (!numbers.take(at) && !reader.takeGroupLetter(at)) {
                reader.take(reader.pieces.get(at));
            }
        }
        reader.conclude();
        return new NameReading(
                key, Collections.unmodifiableMap(reader.read.facets), List.copyOf(reader.read.words.values()));
    }

    private boolean takeGroupLetter(int at) {
        String text = pieces.get(at).text();
        if (!GROUP_LETTERS.contains(text) || pieces.size() == 1) {
            return false;
        }
        boolean last = at == pieces.size() - 1;
        if (!last && pieces.get(at + 1).is(Kind.AGE_GROUP) && (!text.equals("a") || A_IS_NO_WORD.contains(country))) {
            read.say(Kind.NUMBER, text);
            return true;
        }
        boolean beside = at > 0 && groups(pieces.get(at - 1)) || !last && groups(pieces.get(at + 1));
        if (last || beside) {
            read.say(Kind.NUMBER, text);
        }
        return last || beside;
    }

    private static boolean groups(Piece neighbour) {
        return neighbour.is(Kind.UNIT) || neighbour.is(Kind.PART);
    }

    private void take(Piece piece) {
        if (piece.senses().isEmpty() || isUncounted(piece)) {
            read.say(Word.rare(piece.text()));
            return;
        }
        for (Sense sense : piece.senses()) {
            Kind kind = sense.kind();
            if (kind.isFacet() && kind != Kind.EDITION) {
                read.say(kind, sense.value());
                ageInDigits |= kind == Kind.AGE_GROUP && piece.text().chars().anyMatch(Character::isDigit);
            }
        }
        boolean tells = piece.senses().stream().anyMatch(sense -> sense.kind().isFacet());
        if (!tells) {
            takeWord(piece);
        } else if (piece.is(Kind.GENERIC)) {
            takeGeneric(piece);
        }
    }

    /** "Anniversary Games" counts no years. */
    private static boolean isUncounted(Piece piece) {
        return piece.senses().stream().allMatch(sense -> sense.kind() == Kind.EDITION);
    }

    private void takeGeneric(Piece piece) {
        piece.senses().stream()
                .filter(sense -> sense.kind() == Kind.GENERIC)
                .forEach(sense -> read.say(Word.generic(sense.value())));
    }

    private void takeWord(Piece piece) {
        for (Sense sense : piece.senses()) {
            switch (sense.kind()) {
                case COUNTRY -> {
                    read.say(
                            sense.value().equals(country)
                                    ? Word.ownCountry(sense.value())
                                    : new Word(sense.value(), Word.Role.RARE, 0.7));
                    return;
                }
                case CITY -> {
                    read.say(Word.city(sense.value()));
                    return;
                }
                case GENERIC -> {
                    read.say(Word.generic(sense.value()));
                    return;
                }
                case WORD -> {
                    read.say(Word.rare(sense.value()));
                    return;
                }
                case SPONSOR -> {
                    read.say(Word.sponsor(piece.text()));
                    return;
                }
                default -> {
                    /* says nothing */
                }
            }
        }
    }

    /** What follows from what was read. */
    private void conclude() {
        concludeSex();
        if (read.words.containsKey(country) && read.words.containsKey(CHAMPIONSHIP)) {
            read.say(Kind.LEVEL, "national");
        }
        if (read.says(Kind.LEVEL, "national")) {
            read.words.remove(country);
        }
        concludeLevel();
        concludeAge("junior", "u20");
        concludeAge("youth", "u18");
        concludeRoad();
        if (read.facets.containsKey(Kind.DISTANCE) && read.words.containsKey(CHAMPIONSHIP)) {
            // Championships over 10,000 metres are in running.
            read.words.remove("race");
        }
    }

    /** "Juniorów" are all juniors, if nothing else is said; "juniorów i juniorek" are too. */
    private void concludeSex() {
        Set<String> sexes = read.facets.getOrDefault(Kind.SEX, new TreeSet<>());
        boolean masculine = sexes.remove(MASCULINE);
        if (sexes.contains("women") && (masculine || sexes.contains("men"))) {
            sexes.remove("women");
            sexes.remove("men");
        }
        if (sexes.isEmpty()) {
            read.facets.remove(Kind.SEX);
        }
    }

    /** National school championships are school championships: whose they are says more. */
    private void concludeLevel() {
        Set<String> levels = read.facets.getOrDefault(Kind.LEVEL, Set.of());
        if (levels.size() > 1) {
            levels.remove("national");
        }
    }

    /** "Jugend U20" is U20; "Jugend" alone is U18. */
    private void concludeAge(String word, String digits) {
        Set<String> ages = read.facets.getOrDefault(Kind.AGE_GROUP, Set.of());
        if (ages.contains(word)) {
            ages.remove(word);
            if (!ageInDigits) {
                ages.add(digits);
            }
        }
    }

    /** Kilometres are run on the road, if nothing else is said. */
    private void concludeRoad() {
        Set<String> surfaces = read.facets.getOrDefault(Kind.SURFACE, Set.of());
        boolean far = read.facets.getOrDefault(Kind.DISTANCE, Set.of()).stream()
                .anyMatch(distance ->
                        distance.endsWith("km") || distance.endsWith("marathon") || distance.endsWith("miles"));
        if (far && (surfaces.isEmpty() || surfaces.equals(Set.of("street")))) {
            read.facets.remove(Kind.SURFACE);
            read.say(Kind.SURFACE, "road");
        }
    }
}
