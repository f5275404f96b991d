package run.opentrack.competition.name.parse;

/** Token types of a competition name, each with a lexicon file. */
public enum TokenType {
    AGE_GROUP("age-groups", Comparison.MUST_EQUAL),
    SEX("sexes", Comparison.MUST_EQUAL),
    SURFACE("surfaces", Comparison.MUST_EQUAL),
    DISTANCE("distances", Comparison.MUST_EQUAL),
    DISCIPLINE("disciplines", Comparison.MUST_EQUAL),
    LEVEL("levels", Comparison.MUST_EQUAL),
    PARA("para", Comparison.MUST_EQUAL),
    REGION("regions", Comparison.MUST_EQUAL),
    PART("parts", Comparison.MUST_EQUAL),
    /** Events beside a competition: "Pre-events", "Provas Extra". */
    SIDE_EVENT("side-events", Comparison.MUST_EQUAL),
    /** Letter or number of a group or class, and code. */
    GROUP(null, Comparison.MUST_EQUAL),
    /** Number in a series, up to twelve. */
    NUMBER(null, Comparison.MUST_NOT_CONTRADICT),
    /** Mark of a part: "①", "(osa 1/2)". */
    MARK(null, Comparison.MUST_NOT_CONTRADICT),
    SEASON("seasons", Comparison.MUST_NOT_CONTRADICT),
    MONTH("months", Comparison.MUST_NOT_CONTRADICT),
    TIME_OF_DAY("times-of-day", Comparison.MUST_NOT_CONTRADICT),
    EDITION("editions", Comparison.MUST_NOT_CONTRADICT),
    YEAR(null, Comparison.MUST_NOT_CONTRADICT),
    GENERIC("generic", Comparison.WEIGHTED),
    COUNTRY("countries", Comparison.WEIGHTED),
    CITY("cities", Comparison.WEIGHTED),
    WORD("words", Comparison.WEIGHTED),
    /** Kind of a place: "park", "farm". */
    PLACE("places", Comparison.WEIGHTED),
    /** Number of a round that a name begins with ("2 Tappa Grand Prix – …"), which other names omit. */
    ROUND(null, Comparison.IGNORED),
    /** Series of events at many places: "parkrun". */
    SERIES("series", Comparison.WEIGHTED),
    STOP_WORD("stop-words", Comparison.IGNORED),
    SPONSOR("sponsors", Comparison.IGNORED),
    UNIT("units", Comparison.IGNORED),
    ORDINAL("ordinals", Comparison.IGNORED),
    MEASURE("measures", Comparison.IGNORED),
    NUMBER_ENDING("number-endings", Comparison.IGNORED),
    COMPOUND("compounds", Comparison.IGNORED);

    /** Comparison mode of a token type. */
    public enum Comparison {
        /** A discriminator, also when only one name has it: "U18", "women", "indoor". */
        MUST_EQUAL,
        /** A discriminator only when both names have it: the edition, the season. */
        MUST_NOT_CONTRADICT,
        WEIGHTED,
        IGNORED
    }

    private final String lexiconFile;
    private final Comparison comparison;

    TokenType(String lexiconFile, Comparison comparison) {
        this.lexiconFile = lexiconFile;
        this.comparison = comparison;
    }

    /** Name of the lexicon file, null for types found by pattern. */
    String lexiconFile() {
        return lexiconFile;
    }

    public Comparison comparison() {
        return comparison;
    }

    /** Tests for a type of proper names, which differ by single letters more often than terms. */
    boolean isName() {
        return this == CITY || this == SPONSOR || this == WORD || this == PLACE || this == SERIES;
    }

    public boolean isFacet() {
        return comparison == Comparison.MUST_EQUAL || comparison == Comparison.MUST_NOT_CONTRADICT;
    }
}
