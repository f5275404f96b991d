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
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import run.opentrack.auth.account.AccountResource.AccountView;
import run.opentrack.auth.account.PasswordService.OneTimePassword;
import run.opentrack.database.security.AuthenticatedCaller;
import run.opentrack.database.security.Rights;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.Countries;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;
import run.opentrack.http.request.UuidParser;

/** Administration of accounts by superusers. */
@Path("/api/v1/auth/accounts")
@Authenticated
public class AdminAccountResource {
    private static final String ADMIN_PREFIX = "ADMIN_";

    private final AccountService accounts;
    private final PasswordService passwords;
    private final SecurityIdentity identity;

    AdminAccountResource(AccountService accounts, PasswordService passwords, SecurityIdentity identity) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.identity = identity;
    }

    @GET
    public Uni<List<AccountView>> find(@RestQuery String email) {
        return accounts.find(AuthenticatedCaller.of(identity), parseEmail(email))
                .map(account -> account.stream().map(AccountView::of).toList());
    }

    /** Parses the filter, null when absent; 422 for a text that cannot be an address. */
    static String parseEmail(String email) {
        if (email == null || TextValidator.isBlank(email)) {
            throw ApiException.invalid(Violation.ofQuery("email", "field required", "value_error.missing"));
        }
        String trimmed = TextValidator.trimIdentifier(email);
        if (!TextValidator.isValidIdentifier(trimmed)) {
            throw ApiException.invalid(
                    Violation.ofQuery("email", TextValidator.INVALID_IDENTIFIER, "value_error.text.character"));
        }
        return trimmed;
    }

    @GET
    @Path("{id}")
    public Uni<AccountView> get(@RestPath String id) {
        return accounts.get(AuthenticatedCaller.of(identity), UuidParser.parsePathId(id))
                .map(AccountView::of);
    }

    @PATCH
    @Path("{id}")
    public Uni<AccountView> setEnabled(@RestPath String id, byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        Boolean enabled = fields.requiredBoolean("enabled");
        fields.requireValid();
        return accounts.setEnabled(AuthenticatedCaller.of(identity), UuidParser.parsePathId(id), enabled)
                .map(AccountView::of);
    }

    @POST
    @Path("{id}/one-time-password")
    public Uni<RestResponse<OneTimePassword>> setOneTimePassword(@RestPath String id) {
        return passwords
                .setOneTimePassword(AuthenticatedCaller.of(identity), UuidParser.parsePathId(id))
                .map(password -> RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, password)
                        .header("Cache-Control", "no-store")
                        .build());
    }

    @PUT
    @Path("{id}/groups/{group}")
    @ResponseStatus(204)
    public Uni<Void> grant(@RestPath String id, @RestPath String group) {
        return accounts.grant(AuthenticatedCaller.of(identity), UuidParser.parsePathId(id), parseGroup(group))
                .replaceWithVoid();
    }

    @DELETE
    @Path("{id}/groups/{group}")
    @ResponseStatus(204)
    public Uni<Void> revoke(@RestPath String id, @RestPath String group) {
        return accounts.revoke(AuthenticatedCaller.of(identity), UuidParser.parsePathId(id), parseGroup(group))
                .replaceWithVoid();
    }

    /** Parses the group in a path; 422 for any other text. */
    static String parseGroup(String sent) {
        return parseGroup(sent, "path");
    }

    /**
     * Parses the name of a group; 422 for any other text.
     *
     * @param source {@code path} or {@code body}
     */
    public static String parseGroup(String sent, String source) {
        String text = TextValidator.trimIdentifier(sent);
        boolean isAdmin = text.startsWith(ADMIN_PREFIX);
        String country = isAdmin ? text.substring(ADMIN_PREFIX.length()) : "";
        if (Rights.SUPERUSER.equals(text) || isAdmin && Countries.isIso(country)) {
            return text;
        }
        String message = "must be SUPERUSER or ADMIN_XXX, XXX a country's ISO code"
                + (isAdmin ? ": " + country + " " + Countries.describeInvalid(country) : "");
        throw ApiException.invalid(Violation.of(source, "group", message, "value_error.group"));
    }
}
