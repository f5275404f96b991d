package run.opentrack.tests.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Server that receives webhooks on loopback and keeps them in the order in which they came. */
public final class WebhookReceiver implements AutoCloseable {
    /** Status for no response at all. */
    public static final int NONE = -1;

    private static final long AWAIT_SECONDS = 20;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private volatile ToIntFunction<Message> statuses = message -> 204;

    public WebhookReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    /**
     * @param number of the message, from 1
     * @param nanoTime at which it came
     */
    public record Message(int number, long nanoTime, String id, String timestamp, String signature, String body) {
        public JsonNode json() {
            return Json.read(body);
        }

        public String type() {
            return json().get("type").asText();
        }

        public JsonNode data() {
            return json().get("data");
        }

        /** Returns the id of the competition. */
        public String subject() {
            JsonNode data = data();
            return (data.has("competition") ? data.get("competition") : data)
                    .get("id")
                    .asText();
        }

        /** Checks for a signature by the secret, which may be one of two. */
        public boolean isSignedBy(String secret) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.replace("whsec_", "")), "HmacSHA256"));
                byte[] content = (id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
                String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(content));
                return Stream.of(signature.split(" ")).anyMatch(expected::equals);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?a=b";
    }

    /** Sets the status of each further response; a redirect leads to this server. */
    public void respondWith(ToIntFunction<Message> statusOf) {
        statuses = statusOf;
    }

    public List<Message> messages() {
        return messages;
    }

    /** Waits for a number of messages, and returns all. */
    public List<Message> await(int count) {
        Eventually.within(AWAIT_SECONDS, () -> messages.size() >= count);
        return List.copyOf(messages);
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Message message;
        synchronized (messages) {
            message = new Message(
                    messages.size() + 1,
                    System.nanoTime(),
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    new String(body, StandardCharsets.UTF_8));
            messages.add(message);
        }
        int status = statuses.applyAsInt(message);
        if (status != NONE) {
            if (status / 100 == 3) {
                exchange.getResponseHeaders().add("Location", url());
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
