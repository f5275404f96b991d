package run.opentrack.database.security;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import run.opentrack.security.AccessToken;

/** What a caller may do at this moment, whatever the token says. */
public final class RightsLookup {
    private RightsLookup() {}

    /** Read beside all transactions; null when the token is void. */
    public static Uni<Rights> find(Pool database, AccessToken caller) {
        return database.preparedQuery(Rights.QUERY)
                .execute(Tuple.of(caller.accountId(), caller.version()))
                .map(rows -> rows.size() == 0
                        ? null
                        : Rights.of(rows.iterator().next().getString(0)));
    }

    /** The rights that were read; a void token has none, which is a 401. */
    public static Rights requireValid(Rights rights) {
        if (rights == null) {
            throw TokenAuthenticator.tokenRevoked();
        }
        return rights;
    }
}
