package run.opentrack.export.webhook.delivery;

import java.util.Set;

/** Names of events. */
public final class WebhookEvent {
    static final String STORED = "competition.stored";
    static final String REMOVED = "competition.removed";
    static final String EXPORT_FINISHED = "export.finished";
    static final String KEY_EXPIRING = "key.expiring";
    static final String PING = "ping";

    private static final Set<String> SUBSCRIBABLE = Set.of(STORED, REMOVED, EXPORT_FINISHED, KEY_EXPIRING);

    /** Rule for the events of an endpoint. */
    public static final String REQUIRED =
            "must be some of competition.stored, competition.removed, export.finished and key.expiring";

    private WebhookEvent() {}

    /** True for an event that an endpoint can have; a ping is sent to each. */
    public static boolean isSubscribable(String name) {
        return SUBSCRIBABLE.contains(name);
    }
}
