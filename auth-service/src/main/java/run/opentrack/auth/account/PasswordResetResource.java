package run.opentrack.auth.account;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.ResponseStatus;
import run.opentrack.auth.account.OneTimeLinkService.Purpose;
import run.opentrack.auth.password.HashingExecutor;
import run.opentrack.auth.password.PasswordHasher;
import run.opentrack.database.Uncancellable;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.error.ApiException;

/** What somebody does who cannot log in: asks for a letter, and uses the link in it. */
@Path("/api/v1/auth")
@PermitAll
public class PasswordResetResource {
    private static final Logger LOG = Logger.getLogger(PasswordResetResource.class);
    private static final int MAX_CONCURRENT = 20;

    private final EmailVerificationService emailVerification;
    private final PasswordService passwords;
    private final OneTimeLinkService links;
    private final PasswordHasher hasher;
    private final HashingExecutor executor;
    private final Semaphore permits = new Semaphore(MAX_CONCURRENT);

    PasswordResetResource(
            EmailVerificationService emailVerification,
            PasswordService passwords,
            OneTimeLinkService links,
            PasswordHasher hasher,
            HashingExecutor executor) {
        this.emailVerification = emailVerification;
        this.passwords = passwords;
        this.links = links;
        this.hasher = hasher;
        this.executor = executor;
    }

    /** Answers before it looks: neither the answer nor its time tells whether there is an account. */
    @POST
    @Path("password/forgotten")
    @ResponseStatus(202)
    public Uni<Map<String, String>> requestReset(byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        String email = fields.requiredText("email", TextLimit.singleLine(EmailAddress.MAX_LENGTH));
        fields.requireValid();
        if (!emailVerification.isRequired()) {
            throw ApiException.conflict("No e-mail is sent here; a superuser can set a one-time password");
        }
        if (!permits.tryAcquire()) {
            throw ApiException.unavailable();
        }
        emailVerification
                .sendPasswordReset(email)
                .onTermination()
                .invoke(permits::release)
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
        PasswordResetRequest reset = PasswordResetRequest.parse(JsonObjectParser.members(body));
        return Uncancellable.of(links.verify(reset.token(), Purpose.RESET)
                .chain(account -> executor.submit(() -> hasher.hash(reset.newPassword())))
                .chain(hash -> passwords.reset(reset.token(), hash)));
    }

    @POST
    @Path("confirmation")
    @ResponseStatus(204)
    public Uni<Void> confirm(byte[] body) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        String token = fields.requiredText("token", PasswordResetRequest.TOKEN_LIMIT);
        fields.requireValid();
        return Uncancellable.of(emailVerification.confirm(token));
    }
}
