package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.TimeUnit;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import run.opentrack.access.Rights;
import run.opentrack.access.TokenGate;
import run.opentrack.competition.transaction.Read;
import run.opentrack.wire.token.AccessToken;

/** What the caller may do at this moment, read in the transaction that writes. */
public final class CallerRights {
    private CallerRights() {}

    public static Uni<Rights> of(Session session, AccessToken caller) {
        return ofStanding(session, caller).map(CallerRights::standing);
    }

    /** Null when the token is void. */
    static Uni<Rights> ofStanding(Session session, AccessToken caller) {
        return session.createNativeQuery(Rights.QUERY, String.class)
                .setParameter(1, caller.accountId())
                .setParameter(2, caller.version())
                .getSingleResultOrNull()
                .map(groups -> groups == null ? null : Rights.of(groups));
    }

    /** The same beside all transactions. */
    static Uni<Rights> atFirstLook(Pool database, AccessToken caller) {
        return Uni.createFrom().completionStage(() -> database.preparedQuery(Rights.POOL_QUERY)
                .execute(Tuple.of(caller.accountId(), caller.version()))
                .timeout(Read.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .map(rows -> rows.size() == 0
                        ? null
                        : Rights.of(rows.iterator().next().getString(0)))
                .toCompletionStage());
    }

    /** The rights that were read; a void token has none, which is a 401. */
    static Rights standing(Rights rights) {
        if (rights == null) {
            throw TokenGate.revoked();
        }
        return rights;
    }
}
