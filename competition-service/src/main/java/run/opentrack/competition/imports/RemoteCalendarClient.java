package run.opentrack.competition.imports;

import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.CompletionException;
import run.opentrack.competition.imports.format.SourceFormat.InvalidSourceException;
import run.opentrack.security.OutboundHttpClient;
import run.opentrack.security.OutboundHttpClient.OutboundException;
import run.opentrack.security.OutboundHttpClient.Request;
import run.opentrack.security.OutboundHttpClient.Response;

/** Client that fetches a file of at most 10 MiB from an address that an account named. */
@ApplicationScoped
class RemoteCalendarClient {
    private static final int MAX_BYTES = 10 << 20;

    private final OutboundHttpClient client;
    private final ImportConfig config;

    RemoteCalendarClient(OutboundHttpClient client, ImportConfig config) {
        this.client = client;
        this.config = config;
    }

    /**
     * Fetches a file. Blocks.
     *
     * @throws InvalidSourceException with the rule that the address or its response violates
     */
    byte[] fetch(String url) {
        Response response =
                await(new Request(HttpMethod.GET, url, Map.of(), null, config.fetchTimeout(), MAX_BYTES + 1));
        if (response.status() != 200) {
            throw new InvalidSourceException(
                    "the address must respond with 200 and not redirect; it responded with " + response.status());
        }
        if (response.truncated()) {
            throw new InvalidSourceException("the file must have at most " + MAX_BYTES + " bytes");
        }
        return response.body().getBytes();
    }

    private Response await(Request request) {
        try {
            return client.send(request)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof OutboundException failure
                    ? new InvalidSourceException(failure.getMessage())
                    : e;
        }
    }
}
