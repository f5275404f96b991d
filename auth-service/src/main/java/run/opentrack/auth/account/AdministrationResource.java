package run.opentrack.auth.account;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import run.opentrack.access.Caller;
import run.opentrack.wire.error.Refusal;
import run.opentrack.wire.error.Violation;
import run.opentrack.wire.json.Fields;
import run.opentrack.wire.json.JsonBody;
import run.opentrack.wire.request.UuidText;

/** What a superuser does with the accounts of others. */
@Path("/api/v1/auth/accounts")
@Authenticated
public class AdministrationResource {
    private final Accounts accounts;
    private final SecurityIdentity identity;

    AdministrationResource(Accounts accounts, SecurityIdentity identity) {
        this.accounts = accounts;
        this.identity = identity;
    }

    @GET
    public Uni<List<AccountView>> find(@RestQuery String email) {
        if (email == null || email.isBlank()) {
            throw Refusal.invalid(Violation.ofQuery("email", "field required", "value_error.missing"));
        }
        return accounts.find(Caller.of(identity), email)
                .map(account -> account.stream().map(AccountView::of).toList());
    }

    @GET
    @Path("{id}")
    public Uni<AccountView> show(@RestPath String id) {
        return accounts.show(Caller.of(identity), UuidText.of(id)).map(AccountView::of);
    }

    @PATCH
    @Path("{id}")
    public Uni<AccountView> setEnabled(@RestPath String id, byte[] body) {
        Fields fields = new Fields(JsonBody.members(body));
        Boolean enabled = fields.requiredTruth("enabled");
        fields.requireValid();
        return accounts.setEnabled(Caller.of(identity), UuidText.of(id), enabled)
                .map(AccountView::of);
    }

    @PUT
    @Path("{id}/groups/{group}")
    @ResponseStatus(204)
    public Uni<Void> grant(@RestPath String id, @RestPath String group) {
        return accounts.grant(Caller.of(identity), UuidText.of(id), GroupName.of(group));
    }

    @DELETE
    @Path("{id}/groups/{group}")
    @ResponseStatus(204)
    public Uni<Void> take(@RestPath String id, @RestPath String group) {
        return accounts.take(Caller.of(identity), UuidText.of(id), GroupName.of(group));
    }
}
