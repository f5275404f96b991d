package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.access.CurrentRights;
import run.opentrack.access.Rights;
import run.opentrack.wire.token.AccessToken;

/** What the caller may do at this moment, read in the transaction that writes. */
public final class CallerRights {
    private CallerRights() {}

    public static Uni<Rights> of(Session session, AccessToken caller) {
        return ofStanding(session, caller).map(CurrentRights::standing);
    }

    /** Null when the token is void. */
    static Uni<Rights> ofStanding(Session session, AccessToken caller) {
        return session.createNativeQuery(Rights.QUERY, String.class)
                .setParameter(1, caller.accountId())
                .setParameter(2, caller.version())
                .getSingleResultOrNull()
                .map(groups -> groups == null ? null : Rights.of(groups));
    }
}
