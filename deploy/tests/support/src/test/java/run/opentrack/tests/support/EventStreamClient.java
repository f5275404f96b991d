package run.opentrack.tests.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reader of server-sent events that does not reconnect by itself. */
public final class EventStreamClient implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final InputStream body;
    /** The data of each event; empty at the end of the stream. */
    private final BlockingQueue<Optional<String>> events = new LinkedBlockingQueue<>();

    private volatile String lastEventId;

    /**
     * Opens a stream, which must be answered with 200.
     *
     * @param lastEventId null for none
     */
    public EventStreamClient(ApiClient api, String path, String lastEventId) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api.base() + path))
                .header("Accept", "text/event-stream")
                .header("Authorization", api.header("Authorization"));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            HttpResponse<InputStream> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            body = response.body();
            if (response.statusCode() != 200) {
                body.close();
                throw new AssertionError("no stream: " + response.statusCode());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        this.lastEventId = lastEventId;
        Thread reader = new Thread(this::read, "events");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    lastEventId = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    events.add(Optional.of(line.substring(6)));
                }
            }
        } catch (IOException closed) {
            // The end of the stream, too.
        }
        events.add(Optional.empty());
    }

    public String lastEventId() {
        return lastEventId;
    }

    /** Data of the next event; null at the end of the stream. */
    public JsonNode nextPage(int seconds) {
        try {
            Optional<String> data = events.poll(seconds, TimeUnit.SECONDS);
            if (data == null) {
                throw new AssertionError("no event within " + seconds + " s");
            }
            return data.map(text -> Json.read(text.getBytes(StandardCharsets.UTF_8)))
                    .orElse(null);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
