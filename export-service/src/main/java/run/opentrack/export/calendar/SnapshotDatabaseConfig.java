package run.opentrack.export.calendar;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Connection settings of the JDBC connection that a run copies from; the same keys as for the pool. */
@ConfigMapping(prefix = "opentrack.database")
interface SnapshotDatabaseConfig {
    /** Host of the database server. */
    @WithDefault("127.0.0.1")
    String host();

    /** Port of the database server. */
    @WithDefault("5433")
    int port();

    /** Name of the database. */
    @WithDefault("opentrack")
    String name();

    /** TLS mode in PostgreSQL's terms. */
    @WithDefault("disable")
    String sslMode();

    /** Role of this service. */
    String user();

    /** Password of the role. */
    String password();
}
