package run.opentrack.competition.register;

import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import run.opentrack.competition.Statements;
import run.opentrack.database.security.Rights;
import run.opentrack.database.security.RightsLookup;
import run.opentrack.security.AccessToken;

/** What the caller may do at this moment, read where the statements go: in the transaction that writes, or beside. */
public final class CallerRights {
    private CallerRights() {}

    public static Uni<Rights> of(Statements statements, AccessToken caller) {
        return ofStanding(statements, caller).map(RightsLookup::requireValid);
    }

    /** Of each that applies, asked for once; null of one whose token is void. */
    static Uni<Map<AccessToken, Rights>> ofEach(Statements statements, List<Application> applications) {
        List<AccessToken> callers =
                applications.stream().map(Application::caller).distinct().toList();
        return Uni.join()
                .all(callers.stream()
                        .map(caller -> ofStanding(statements, caller))
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

    private static Uni<Rights> ofStanding(Statements statements, AccessToken caller) {
        return statements
                .ask(Rights.QUERY, caller.accountId(), caller.version())
                .map(rows -> rows.isEmpty() ? null : Rights.of((String) rows.get(0)[0]));
    }
}
