package run.opentrack.export.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Settings of the S3 store. */
@ConfigMapping(prefix = "opentrack.store")
public interface StoreConfig {
    /** Endpoint of an S3 store other than Amazon's. */
    Optional<String> endpoint();

    /** Bucket in the path instead of the host name; required by most stores except Amazon's. */
    @WithDefault("false")
    boolean pathStyle();

    /** Name of the bucket. */
    String bucket();

    /** Prefix of every key: {@code live} on the live system, {@code test} on the test system. */
    @WithDefault("live")
    String prefix();

    /**
     * Canned ACL of each object. Leave it unset for stores that grant public reads by a bucket policy, because they
     * reject it (Amazon since 2023).
     */
    Optional<String> acl();

    /**
     * Conditional uploads ({@code If-Match}), so that a stale worker cannot replace a newer file. Off for stores that
     * do not support them.
     */
    @WithDefault("true")
    boolean conditionalWrites();
}
