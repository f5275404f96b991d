package run.opentrack.competition.rights;

import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.competition.write.CreateRequest;
import run.opentrack.database.security.Rights;
import run.opentrack.database.security.RightsLookup;
import run.opentrack.security.AccessToken;

/** What the caller may do at this moment, read where the statements go: in the transaction that writes, or beside. */
public final class RightsQuery {
    private RightsQuery() {}

    public static Uni<Rights> of(SqlExecutor statements, AccessToken caller) {
        return findValid(statements, caller).map(RightsLookup::requireValid);
    }

    /** Of each that applies, asked for once; null of one whose token is void. */
    public static Uni<Map<AccessToken, Rights>> ofEach(SqlExecutor statements, List<CreateRequest> applications) {
        List<AccessToken> callers =
                applications.stream().map(CreateRequest::caller).distinct().toList();
        return Uni.join()
                .all(callers.stream()
                        .map(caller -> findValid(statements, caller))
                        .toList())
                .andFailFast()
                .map(found -> {
                    Map<AccessToken, Rights> rights = new HashMap<>();
                    for (int i = 0; i < callers.size(); i++) {
                        rights.put(callers.get(i), found.get(i));
                    }
                    return rights;
                });
    }

    private static Uni<Rights> findValid(SqlExecutor statements, AccessToken caller) {
        return statements
                .query(Rights.QUERY, caller.accountId(), caller.version())
                .map(rows -> rows.isEmpty() ? null : Rights.of((String) rows.get(0)[0]));
    }
}
