package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import run.opentrack.access.CurrentRights;
import run.opentrack.access.Rights;
import run.opentrack.competition.Statements;
import run.opentrack.wire.token.AccessToken;

/** What the caller may do at this moment, read in the transaction that writes. */
public final class CallerRights {
    private CallerRights() {}

    public static Uni<Rights> of(Statements statements, AccessToken caller) {
        return ofStanding(statements, caller).map(CurrentRights::standing);
    }

    /** Null when the token is void. */
    static Uni<Rights> ofStanding(Statements statements, AccessToken caller) {
        return statements
                .ask(Rights.QUERY, caller.accountId(), caller.version())
                .map(rows -> rows.isEmpty() ? null : Rights.of((String) rows.get(0)[0]));
    }
}
