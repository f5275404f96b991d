package run.opentrack.auth.audit;

import io.quarkus.panache.common.Sort;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.RestQuery;
import run.opentrack.auth.account.AccountService;
import run.opentrack.database.SessionRead;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.security.AccessToken;

/** The audit trail, for superusers, newest first. */
@Path("/api/v1/auth/audit")
@Authenticated
public class AuditResource {
    private final AccountService accounts;
    private final SecurityIdentity identity;

    AuditResource(AccountService accounts, SecurityIdentity identity) {
        this.accounts = accounts;
        this.identity = identity;
    }

    @GET
    public Uni<List<AuditView>> list(@RestQuery String account, @RestQuery String since, @RestQuery String limit) {
        AuditFilter filter = AuditFilter.parse(account, since, limit);
        AccessToken caller = AuthenticatedCaller.of(identity);
        return SessionRead.run(() -> accounts.requireSuperuser(caller)
                .chain(superuser -> entries(filter))
                .map(entries -> entries.stream().map(AuditView::of).toList()));
    }

    private static Uni<List<AuditEntry>> entries(AuditFilter filter) {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        filter.account().ifPresent(id -> {
            values.add(id);
            conditions.add("accountId = ?" + values.size());
        });
        filter.since().ifPresent(time -> {
            values.add(time);
            conditions.add("at >= ?" + values.size());
        });
        Sort newestFirst = Sort.descending("id");
        var query = conditions.isEmpty()
                ? AuditEntry.<AuditEntry>findAll(newestFirst)
                : AuditEntry.<AuditEntry>find(String.join(" and ", conditions), newestFirst, values.toArray());
        return query.page(0, filter.limit()).list();
    }
}
