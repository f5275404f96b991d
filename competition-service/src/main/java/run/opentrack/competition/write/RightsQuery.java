package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.security.Rights;
import run.opentrack.database.security.RightsLookup;
import run.opentrack.security.AccessToken;

/** Reads the current rights of callers. In a transaction, the removal of a group takes effect with the next write. */
public final class RightsQuery {
    private RightsQuery() {}

    /** Fails with 401 if the token is revoked. */
    public static Uni<Rights> of(SqlExecutor sql, AccessToken caller) {
        return find(sql, caller).map(RightsLookup::requireValid);
    }

    /**
     * Limits the rights of a federation's key to those of its account, as which work is done after the request; fails with 401
     * also if that was disabled or erased.
     */
    public static Uni<Rights> ofAccount(SqlExecutor sql, AccessToken caller) {
        return of(sql, caller)
                .chain(rights -> caller.key() == null
                        ? Uni.createFrom().item(rights)
                        : sql.query(Rights.QUERY, caller.accountId(), Integer.MAX_VALUE)
                                .map(rows -> rows.isEmpty() ? null : Rights.of((String) rows.get(0)[0]))
                                .map(RightsLookup::requireValid)
                                .map(rights::within));
    }

    /** @return null for a revoked token */
    static Uni<Map<AccessToken, Rights>> ofEach(SqlExecutor sql, List<AccessToken> all) {
        List<AccessToken> callers = all.stream().distinct().toList();
        return Uni.join()
                .all(callers.stream().map(caller -> find(sql, caller)).toList())
                .andFailFast()
                .map(found -> {
                    Map<AccessToken, Rights> rights = new HashMap<>();
                    for (int i = 0; i < callers.size(); i++) {
                        rights.put(callers.get(i), found.get(i));
                    }
                    return rights;
                });
    }

    private static Uni<Rights> find(SqlExecutor sql, AccessToken caller) {
        return sql.query(Rights.queryFor(caller), Rights.parametersFor(caller))
                .map(rows -> rows.isEmpty() ? null : Rights.of(caller, (String) rows.get(0)[0]));
    }
}
