package run.opentrack.competition.reading;

/** What a word of a competition's name may tell, each with a table of its words. */
public enum Kind {
    AGE_GROUP("age-groups", Weighing.ALWAYS),
    SEX("sexes", Weighing.ALWAYS),
    SURFACE("surfaces", Weighing.ALWAYS),
    DISTANCE("distances", Weighing.ALWAYS),
    DISCIPLINE("disciplines", Weighing.ALWAYS),
    LEVEL("levels", Weighing.ALWAYS),
    PARA("para", Weighing.ALWAYS),
    REGION("regions", Weighing.ALWAYS),
    PART("parts", Weighing.ALWAYS),
    /** The number in a series, a code, a group's letter. */
    NUMBER(null, Weighing.ALWAYS),
    SEASON("seasons", Weighing.ON_BOTH_SIDES),
    MONTH("months", Weighing.ON_BOTH_SIDES),
    TIME_OF_DAY("times-of-day", Weighing.ON_BOTH_SIDES),
    EDITION("editions", Weighing.ON_BOTH_SIDES),
    YEAR(null, Weighing.ON_BOTH_SIDES),
    GENERIC("generic", Weighing.AS_A_WORD),
    COUNTRY("countries", Weighing.AS_A_WORD),
    CITY("cities", Weighing.AS_A_WORD),
    WORD("words", Weighing.AS_A_WORD),
    NOISE("noise", Weighing.NEVER),
    SPONSOR("sponsors", Weighing.NEVER),
    UNIT("units", Weighing.NEVER),
    ORDINAL("ordinals", Weighing.NEVER),
    MEASURE("measures", Weighing.NEVER),
    NUMBER_ENDING("number-endings", Weighing.NEVER),
    COMPOUND("compounds", Weighing.NEVER);

    /** When a difference tells two competitions apart. */
    public enum Weighing {
        /** Also when only one name says it: "U18", "women", "indoor". */
        ALWAYS,
        /** When both names say something, and not the same: the edition, the season. */
        ON_BOTH_SIDES,
        AS_A_WORD,
        NEVER
    }

    private final String table;
    private final Weighing weighing;

    Kind(String table, Weighing weighing) {
        this.table = table;
        this.weighing = weighing;
    }

    /** The file of its words, or null. */
    String table() {
        return table;
    }

    public Weighing weighing() {
        return weighing;
    }

    boolean isFacet() {
        return weighing == Weighing.ALWAYS || weighing == Weighing.ON_BOTH_SIDES;
    }
}
