package run.opentrack.competition.register;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.UUID;
import run.opentrack.competition.duplicate.Matches;
import run.opentrack.competition.duplicate.OverrideTokens;

/** Competitions that one which is to be registered may be the same as, where its client has not said that it is not. */
@ApplicationScoped
class Objections {
    private final OverrideTokens overrides;

    Objections(OverrideTokens overrides) {
        this.overrides = overrides;
    }

    /** The matches that the client has seen; a 422 says why its override token does not hold. */
    Set<UUID> seen(Application application) {
        return overrides.covered(
                application.overrideToken(), application.caller().accountId(), application.entry());
    }

    /** The 409 with these matches, and a token for whoever knows better. */
    Answer raise(Application application, Matches matches) {
        Creates.count("duplicate");
        return Answer.duplicate(
                matches.answer(overrides.issue(application.caller().accountId(), application.entry(), matches.ids())));
    }
}
