package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.SortedSet;
import java.util.UUID;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.ReadTimeout;
import run.opentrack.http.body.JsonMember;
import run.opentrack.security.AccessToken;

/**
 * Updates and deletes competitions. The competition and the caller's rights are looked up first: the countries are known
 * then, and a rejection does not wait for them.
 */
@ApplicationScoped
public class UpdateService {
    private final Pool database;
    private final WriteQueue queue;

    UpdateService(Pool database, WriteQueue queue) {
        this.database = database;
        this.queue = queue;
    }

    /**
     * @param members the changed ones; if none differs, nothing is written
     * @param ifMatch null if the header was not sent
     * @return 200 with the competition, or 409 with its possible duplicates
     */
    Uni<WriteResponse> update(AccessToken caller, UUID id, Map<String, JsonMember> members, String ifMatch) {
        return submit(caller, id, members, CompetitionParser.overrideToken(members), ifMatch);
    }

    Uni<WriteResponse> delete(AccessToken caller, UUID id, String ifMatch) {
        return submit(caller, id, null, null, ifMatch);
    }

    private Uni<WriteResponse> submit(
            AccessToken caller, UUID id, Map<String, JsonMember> members, String overrideToken, String ifMatch) {
        long startNanos = System.nanoTime();
        SqlExecutor sql = SqlExecutor.on(database);
        return ReadTimeout.apply(Uni.combine()
                        .all()
                        .unis(CompetitionRepository.find(sql, id), RightsQuery.of(sql, caller))
                        .with((competition, rights) -> {
                            if (competition == null) {
                                throw ChangeTransaction.notFound();
                            }
                            SortedSet<String> countries = ChangeRequest.countries(competition, members);
                            countries.forEach(rights::requireAdministrationOf);
                            return new ChangeRequest(
                                    caller, id, members, overrideToken, ifMatch, competition.countryId, countries);
                        }))
                .chain(request -> queue.submit(request, startNanos));
    }
}
