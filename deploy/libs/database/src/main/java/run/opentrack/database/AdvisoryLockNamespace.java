package run.opentrack.database;

/** First keys of the advisory locks of all services. They share a database, so that each number is given once. */
public enum AdvisoryLockNamespace {
    /** "CTRY": writes to the calendar of a country. */
    CALENDAR(0x4354_5259),
    /** "IDEM": creates with an Idempotency-Key. */
    IDEMPOTENCY_KEY(0x4944_454d),
    /** "RDCT": redactions of an account. */
    REDACTIONS(0x5244_4354),
    /** "IMPT": imports of an account. Its erasure waits for them. */
    IMPORTS(0x494d_5054),
    /** "ADDR": nightly imports of a country. */
    IMPORT_ADDRESSES(0x4144_4452),
    /** "WBHK": webhooks of an account. Its erasure waits for them. */
    WEBHOOKS(0x5742_484b);

    private final int number;

    AdvisoryLockNamespace(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /**
     * Second key of a lock. Owners with equal keys wait for each other, which is rare and harmless.
     *
     * @param owner id of an account, or code of a country
     */
    public static int ownerKey(Object owner) {
        return owner.hashCode();
    }
}
