package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import run.opentrack.competition.idempotency.WriteResponse;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.competition.model.CompetitionStatus;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.security.Rights;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.AccessToken;

/**
 * Updates and deletes competitions. The competition's country and the caller's rights are looked up first, so that
 * the competition itself is read for its admins only.
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
    public Uni<WriteResponse> update(
            AccessToken caller, UUID id, Map<String, JsonMember> members, String ifMatch, int bytes) {
        return submit(caller, Change.of(id, members, ifMatch, bytes));
    }

    /**
     * Changes the status, and members if there are any.
     *
     * @param status null if it stays, but for a change of the date
     * @return 200 with the competition and its status, or 409 with possible duplicates
     */
    public Uni<WriteResponse> setStatus(
            AccessToken caller,
            UUID id,
            CompetitionStatus.Change status,
            Map<String, JsonMember> members,
            String ifMatch,
            int bytes) {
        return submit(caller, Change.of(id, members, ifMatch, bytes).withStatus(status));
    }

    public Uni<WriteResponse> delete(AccessToken caller, UUID id, String ifMatch) {
        return submit(caller, Change.of(id, null, ifMatch, 0));
    }

    private Uni<WriteResponse> submit(AccessToken caller, Change change) {
        long startNanos = System.nanoTime();
        SqlExecutor sql = SqlExecutor.on(database);
        return ReadTimeout.apply(Uni.combine()
                        .all()
                        .unis(
                                CompetitionRepository.findLocations(sql, List.of(change.id())),
                                RightsQuery.of(sql, caller))
                        .with((found, rights) -> change.toRequest(caller, found.get(change.id()), rights, null)))
                .chain(request -> queue.submit(request, startNanos));
    }

    /**
     * Update or delete, valid as far as can be known without the stored competition.
     *
     * @param members null for a deletion
     * @param newCountry null if the country stays
     * @param status change of the status, null for none
     */
    public record Change(
            UUID id,
            Map<String, JsonMember> members,
            String newCountry,
            String overrideToken,
            CompetitionStatus.Change status,
            String ifMatch,
            int bytes) {
        /** @throws ApiException 422 with all violations */
        public static Change of(UUID id, Map<String, JsonMember> members, String ifMatch, int bytes) {
            String newCountry = members == null ? null : CompetitionParser.parseCountryOfChange(id, members);
            String overrideToken = members == null ? null : CompetitionParser.overrideToken(members);
            return new Change(id, members, newCountry, overrideToken, null, ifMatch, bytes);
        }

        private Change withStatus(CompetitionStatus.Change newStatus) {
            return new Change(id, members, newCountry, overrideToken, newStatus, ifMatch, bytes);
        }

        /**
         * @param location of the stored competition, null if there is none
         * @param item null outside of bulk calls
         * @throws ApiException 404, 403, or 409 if it was merged
         */
        ChangeRequest toRequest(
                AccessToken caller, CompetitionRepository.Location location, Rights rights, BulkCall.Item item) {
            if (location == null) {
                throw ChangeTransaction.notFound();
            }
            String country = location.country();
            SortedSet<String> countries = new TreeSet<>(List.of(country, newCountry == null ? country : newCountry));
            countries.forEach(rights::requireAdministrationOf);
            location.requireNotMerged();
            return new ChangeRequest(
                    caller,
                    id,
                    members == null ? null : before -> CompetitionParser.parseChange(before, members),
                    overrideToken,
                    status,
                    new Preconditions(ifMatch, null),
                    null,
                    false,
                    country,
                    countries,
                    bytes,
                    item);
        }
    }
}
