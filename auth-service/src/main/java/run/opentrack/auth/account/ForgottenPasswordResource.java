package run.opentrack.auth.account;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseStatus;
import run.opentrack.auth.link.OneTimeLinks;
import run.opentrack.auth.link.OneTimeLinks.Purpose;
import run.opentrack.auth.password.HashingPool;
import run.opentrack.auth.password.PasswordHasher;
import run.opentrack.database.Uncancellable;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;

/** What somebody does who cannot log in: asks for a letter, and uses the link in it. */
@Path("/api/v1/auth")
@PermitAll
public class ForgottenPasswordResource {
    private static final Logger LOG = Logger.getLogger(ForgottenPasswordResource.class);
    private static final int MOST_AT_ONCE = 20;

    private final Proofs proofs;
    private final Passwords passwords;
    private final OneTimeLinks links;
    private final PasswordHasher hasher;
    private final HashingPool pool;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    ForgottenPasswordResource(
            Proofs proofs, Passwords passwords, OneTimeLinks links, PasswordHasher hasher, HashingPool pool) {
        this.proofs = proofs;
        this.passwords = passwords;
        this.links = links;
        this.hasher = hasher;
        this.pool = pool;
    }

    /** Answers before it looks: neither the answer nor its time tells whether there is an account. */
    @POST
    @Path("password/forgotten")
    @ResponseStatus(202)
    public Uni<Map<String, String>> forgotten(byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        String email = fields.requiredText("email", TextLimit.singleLine(EmailAddress.LONGEST));
        fields.requireValid();
        if (!proofs.areAskedFor()) {
            throw ApiException.conflict("No e-mail is sent here; a superuser can set a one-time password");
        }
        if (!places.tryAcquire()) {
            throw ApiException.unavailable();
        }
        proofs.askToReset(email)
                .onTermination()
                .invoke(places::release)
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.warnf(
                                "a letter was not written: %s",
                                failure.getClass().getSimpleName()));
        return Uni.createFrom().item(Map.of("detail", "If there is such an account, a link is on its way to it"));
    }

    /** Looks at the link before it hashes, so that invented ones cost nothing. */
    @POST
    @Path("password/reset")
    @ResponseStatus(204)
    public Uni<Void> reset(byte[] body) {
        PasswordReset reset = PasswordReset.read(JsonObjectParser.members(body));
        return Uncancellable.of(links.look(reset.token(), Purpose.RESET)
                .chain(account -> pool.submit(() -> hasher.hash(reset.newPassword())))
                .chain(hash -> passwords.reset(reset.token(), hash)));
    }

    @POST
    @Path("confirmation")
    @ResponseStatus(204)
    public Uni<Void> confirm(byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        String token = fields.requiredText("token", PasswordReset.TOKEN);
        fields.requireValid();
        return Uncancellable.of(proofs.confirm(token));
    }
}
