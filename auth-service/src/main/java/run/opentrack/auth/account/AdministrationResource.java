package run.opentrack.auth.account;

import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import run.opentrack.access.Caller;
import run.opentrack.access.Unbroken;
import run.opentrack.auth.password.HashingPool;
import run.opentrack.auth.password.PasswordHasher;
import run.opentrack.wire.error.Refusal;
import run.opentrack.wire.error.Violation;
import run.opentrack.wire.json.Fields;
import run.opentrack.wire.json.JsonBody;
import run.opentrack.wire.json.TextRules;
import run.opentrack.wire.request.UuidText;
import run.opentrack.wire.token.AccessToken;

/** What a superuser does with the accounts of others. */
@Path("/api/v1/auth/accounts")
@Authenticated
public class AdministrationResource {
    private final Accounts accounts;
    private final Passwords passwords;
    private final PasswordHasher hasher;
    private final HashingPool pool;
    private final SecurityIdentity identity;

    AdministrationResource(
            Accounts accounts,
            Passwords passwords,
            PasswordHasher hasher,
            HashingPool pool,
            SecurityIdentity identity) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.hasher = hasher;
        this.pool = pool;
        this.identity = identity;
    }

    @GET
    public Uni<List<AccountView>> find(@RestQuery String email) {
        if (email == null || email.isBlank()) {
            throw Refusal.invalid(Violation.ofQuery("email", "field required", "value_error.missing"));
        }
        if (!TextRules.isClean(email, false)) {
            throw Refusal.invalid(Violation.ofQuery("email", TextRules.UNCLEAN, "value_error.text.character"));
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
        return Unbroken.of(accounts.setEnabled(Caller.of(identity), UuidText.of(id), enabled)
                .map(AccountView::of));
    }

    /** For somebody who has forgotten theirs; the old one and every token are void. */
    @POST
    @Path("{id}/one-time-password")
    public Uni<RestResponse<OneTimePassword>> setOneTimePassword(@RestPath String id) {
        AccessToken superuser = Caller.of(identity);
        UUID account = UuidText.of(id);
        String password = OneTimePassword.invent();
        return Unbroken.of(accounts.show(superuser, account)
                .chain(there -> pool.submit(() -> hasher.hash(password)))
                .chain(hash -> passwords.setOneTime(superuser, account, hash))
                .map(until -> RestResponse.ResponseBuilder.create(
                                RestResponse.Status.CREATED, OneTimePassword.of(password, until))
                        .header("Cache-Control", "no-store")
                        .build()));
    }

    @PUT
    @Path("{id}/groups/{group}")
    @ResponseStatus(204)
    public Uni<Void> grant(@RestPath String id, @RestPath String group) {
        return Unbroken.of(accounts.grant(Caller.of(identity), UuidText.of(id), GroupName.of(group)));
    }

    @DELETE
    @Path("{id}/groups/{group}")
    @ResponseStatus(204)
    public Uni<Void> take(@RestPath String id, @RestPath String group) {
        return Unbroken.of(accounts.take(Caller.of(identity), UuidText.of(id), GroupName.of(group)));
    }
}
