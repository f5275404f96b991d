package run.opentrack.competition.history;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.panache.common.Sort;
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
import org.jboss.resteasy.reactive.RestPath;
import run.opentrack.access.Caller;
import run.opentrack.access.Read;
import run.opentrack.access.Unbroken;
import run.opentrack.competition.Statements;
import run.opentrack.competition.register.CallerRights;
import run.opentrack.wire.error.Refusal;
import run.opentrack.wire.request.UuidText;
import run.opentrack.wire.token.AccessToken;

/** Who changed what in a competition and when, for its country's admins, newest first; also of one that is deleted. */
@Path("/api/v1/competitions/{id}/history")
@Authenticated
public class HistoryResource {
    private final SecurityIdentity identity;

    HistoryResource(SecurityIdentity identity) {
        this.identity = identity;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<String> list(@RestPath String id) {
        UUID competition = UuidText.of(id);
        AccessToken caller = Caller.of(identity);
        Uni<String> read = Panache.withSession(
                () -> Panache.getSession().chain(session -> CallerRights.of(Statements.in(session), caller)
                        .chain(rights -> entries(competition)
                                .invoke(entries -> {
                                    if (entries.isEmpty()) {
                                        throw Refusal.notFound("There is no competition with this id");
                                    }
                                    rights.requireAdministrationOf(entries.get(0).countryId);
                                })
                                .map(HistoryResource::json))));
        return Unbroken.of(read).ifNoItem().after(Read.PATIENCE).fail();
    }

    private static Uni<List<HistoryEntry>> entries(UUID competition) {
        return HistoryEntry.list("competitionId = ?1", Sort.descending("id"), competition);
    }

    private static String json(List<HistoryEntry> entries) {
        return entries.stream()
                .map(entry -> "{\"at\":\"%s\",\"account_id\":\"%s\",\"action\":\"%s\",\"changes\":%s}"
                        .formatted(entry.at, entry.accountId, entry.action, entry.changes))
                .collect(Collectors.joining(",", "[", "]"));
    }
}
