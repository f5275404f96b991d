package run.opentrack.auth.account;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** First superuser of a new suite. */
@ConfigMapping(prefix = "opentrack.superuser")
public interface SuperuserConfig {
    /** Address of the superuser that is created at a start without any superuser; without it none is created. */
    Optional<String> email();

    /** Initial password. */
    Optional<String> password();
}
