package run.opentrack.competition.write;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import run.opentrack.security.AccessToken;

/** Handler of an array that is sent where one competition is created: it is a bulk call. */
public interface ArrayBodyHandler {
    /** Parameters of a bulk call, null for those that were not sent. */
    record Parameters(
            @RestQuery("dry_run") String dryRun,
            @RestQuery String atomic,
            @RestQuery String answer,
            @RestHeader("Idempotency-Key") String idempotencyKey) {}

    Uni<RestResponse<String>> handleArray(AccessToken caller, Parameters parameters, byte[] body);
}
