package run.opentrack.export.calendar;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The shared schema, as the other settings of the database name it; for the one connection that a run copies from. */
@ConfigMapping(prefix = "opentrack.database")
interface SnapshotDatabaseConfig {
    /** Its host. */
    @WithDefault("127.0.0.1")
    String host();

    /** Its port. */
    @WithDefault("5433")
    int port();

    /** The database. */
    @WithDefault("opentrack")
    String name();

    /** Whether the connection is encrypted, in PostgreSQL's words. */
    @WithDefault("disable")
    String sslMode();

    /** This service's role. */
    String user();

    /** The role's password. */
    String password();
}
