package run.opentrack.competition.history;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny.Session;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import run.opentrack.competition.rights.RightsQuery;
import run.opentrack.competition.sql.SqlExecutor;
import run.opentrack.database.ReadTimeout;
import run.opentrack.database.Uncancellable;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.http.request.UuidParser;
import run.opentrack.security.AccessToken;

/**
 * Who changed what in a competition and when, for its country's admins, newest first; also of one that is deleted. A page
 * has at most a thousand changes and ends with the one that fills 4 MiB, since a change may have 2 MB; a Link header leads
 * on to older ones.
 */
@Path("/api/v1/competitions/{id}/history")
@Authenticated
public class HistoryResource {
    private static final String PAGE = """
            SELECT id, competition_id, country_id, at, account_id, action, changes FROM (
                SELECT *, sum(octet_length(changes)) OVER (ORDER BY id DESC ROWS UNBOUNDED PRECEDING)
                       - octet_length(changes) AS bytes_before
                  FROM opentrack.competition_history WHERE competition_id = ?1 AND id < ?2
                 ORDER BY id DESC LIMIT 1000) page
             WHERE bytes_before < 4194304 ORDER BY id DESC""";

    private final SecurityIdentity identity;

    HistoryResource(SecurityIdentity identity) {
        this.identity = identity;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<String>> list(@RestPath String id, @RestQuery String before) {
        UUID competition = UuidParser.parsePathId(id);
        long end = before == null ? Long.MAX_VALUE : parseCursor(before);
        AccessToken caller = AuthenticatedCaller.of(identity);
        Uni<RestResponse<String>> read = Panache.withSession(
                () -> Panache.getSession().chain(session -> RightsQuery.of(SqlExecutor.in(session), caller)
                        .chain(rights -> entries(session, competition, end)
                                .invoke(entries -> {
                                    if (entries.isEmpty()) {
                                        throw ApiException.notFound(
                                                before == null
                                                        ? "There is no competition with this id"
                                                        : "There is nothing older");
                                    }
                                    rights.requireAdministrationOf(entries.get(0).countryId);
                                })
                                .chain(HistoryResource::page))));
        return Uncancellable.of(read).ifNoItem().after(ReadTimeout.TIMEOUT).fail();
    }

    private static long parseCursor(String before) {
        if (!before.matches("[0-9]{1,18}")) {
            throw ApiException.invalid(
                    List.of(Violation.ofQuery("before", "is no place of a Link header", "value_error.place")));
        }
        return Long.parseLong(before);
    }

    private static Uni<List<HistoryEntry>> entries(Session session, UUID competition, long before) {
        return session.createNativeQuery(PAGE, HistoryEntry.class)
                .setParameter(1, competition)
                .setParameter(2, before)
                .getResultList();
    }

    private static Uni<RestResponse<String>> page(List<HistoryEntry> entries) {
        HistoryEntry last = entries.get(entries.size() - 1);
        return HistoryEntry.count("competitionId = ?1 and id < ?2", last.competitionId, last.id)
                .map(older -> {
                    var answer = RestResponse.ResponseBuilder.ok(json(entries));
                    if (older > 0) {
                        answer.header(
                                "Link",
                                "</api/v1/competitions/%s/history?before=%d>; rel=\"next\""
                                        .formatted(last.competitionId, last.id));
                    }
                    return answer.build();
                });
    }

    private static String json(List<HistoryEntry> entries) {
        return entries.stream()
                .map(entry -> "{\"at\":\"%s\",\"account_id\":\"%s\",\"action\":\"%s\",\"changes\":%s}"
                        .formatted(entry.at, entry.accountId, entry.action, entry.changes))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
