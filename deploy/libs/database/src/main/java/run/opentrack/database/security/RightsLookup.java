package run.opentrack.database.security;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import run.opentrack.security.AccessToken;

/** Lookup of a caller's current rights, independent of the token's claims. */
public final class RightsLookup {
    private RightsLookup() {}

    /** Reads the rights outside any transaction; null if the token is void. */
    public static Uni<Rights> find(Pool database, AccessToken caller) {
        return find(database, caller, Rights.queryFor(caller));
    }

    /** Reads the rights to data of the caller's account; null if that is disabled or erased, or the token is void. */
    public static Uni<Rights> findOfEnabledAccount(Pool database, AccessToken caller) {
        return find(database, caller, Rights.queryForDataOf(caller));
    }

    private static Uni<Rights> find(Pool database, AccessToken caller, String query) {
        return database.preparedQuery(query)
                .execute(Tuple.wrap(Rights.parametersFor(caller)))
                .map(rows -> rows.size() == 0
                        ? null
                        : Rights.of(caller, rows.iterator().next().getString(0)));
    }

    /**
     * Returns the rights that were read.
     *
     * @throws ApiException 401 if there are none, because the token is void
     */
    public static Rights requireValid(Rights rights) {
        if (rights == null) {
            throw TokenAuthenticator.tokenRevoked();
        }
        return rights;
    }
}
