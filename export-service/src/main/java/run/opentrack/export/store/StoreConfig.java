package run.opentrack.export.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Where the calendars are published. */
@ConfigMapping(prefix = "opentrack.store")
public interface StoreConfig {
    /** The address of an S3 store that is not Amazon's. */
    Optional<String> endpoint();

    /** Whether the bucket stands in the path and not in the host's name; needed for most stores but Amazon's. */
    @WithDefault("false")
    boolean pathStyle();

    /** The bucket. */
    String bucket();

    /** What every key begins with: {@code live} on the live system, {@code test} on the test system. */
    @WithDefault("live")
    String prefix();

    /**
     * The canned ACL of each object. Stores that grant public reads by a bucket policy refuse it (Amazon's, since 2023):
     * leave it out there.
     */
    Optional<String> acl();

    /**
     * Whether a file is replaced only if it is still the one that was seen ({@code If-Match}), so that a worker that was
     * away for too long cannot put an old file over a newer one. Off for stores that do not know conditional writes.
     */
    @WithDefault("true")
    boolean conditionalWrites();
}
