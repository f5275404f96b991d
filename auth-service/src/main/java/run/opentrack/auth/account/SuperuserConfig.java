package run.opentrack.auth.account;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The first superuser of a new suite. */
@ConfigMapping(prefix = "opentrack.superuser")
public interface SuperuserConfig {
    /** Made at the first start, when there is no superuser yet; without it there will be none. */
    Optional<String> email();

    /** The password that it begins with. */
    Optional<String> password();
}
