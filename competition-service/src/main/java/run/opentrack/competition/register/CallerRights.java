package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.access.Rights;
import run.opentrack.access.TokenGate;
import run.opentrack.wire.token.AccessToken;

/** What the caller may do at this moment, read in the transaction that writes. */
public final class CallerRights {
    private CallerRights() {}

    public static Uni<Rights> of(Session session, AccessToken caller) {
        return session.createNativeQuery(Rights.QUERY, String.class)
                .setParameter(1, caller.accountId())
                .setParameter(2, caller.version())
                .getSingleResultOrNull()
                .map(groups -> {
                    if (groups == null) {
                        throw TokenGate.revoked();
                    }
                    return Rights.of(groups);
                });
    }
}
