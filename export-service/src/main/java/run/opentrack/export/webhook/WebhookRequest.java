package run.opentrack.export.webhook;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import run.opentrack.export.webhook.delivery.WebhookEvent;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.Countries;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.body.TextValidator;
import run.opentrack.security.OutboundAddressPolicy;

/**
 * Members of an endpoint that a request sets; null where it sets none.
 *
 * @param changesCountries true if countries are set, null for all included
 */
record WebhookRequest(String url, String[] events, boolean changesCountries, String[] countries, String payload) {
    private static final TextLimit URL_LIMIT = TextLimit.identifier(2_000);
    private static final TextLimit WORD_LIMIT = TextLimit.identifier(100);
    private static final Set<String> PAYLOADS = Set.of("full", "thin");
    private static final String DEFAULT_PAYLOAD = "full";

    /** Parses the body of a create, in which an address and events are required. */
    static WebhookRequest parseCreate(byte[] body, OutboundAddressPolicy policy) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        WebhookRequest request = parse(fields, policy, true);
        fields.requireValid();
        return new WebhookRequest(
                request.url,
                request.events,
                true,
                request.countries,
                request.payload == null ? DEFAULT_PAYLOAD : request.payload);
    }

    /** Parses the body of an update. */
    static WebhookRequest parseUpdate(byte[] body, OutboundAddressPolicy policy) {
        BodyFields fields = new BodyFields(JsonObjectParser.members(body));
        WebhookRequest request = parse(fields, policy, false);
        fields.requireValid();
        return request;
    }

    private static WebhookRequest parse(BodyFields fields, OutboundAddressPolicy policy, boolean create) {
        return new WebhookRequest(
                create || fields.isPresent("url") ? url(fields, policy) : null,
                create || fields.isPresent("events")
                        ? list(fields, "events", WebhookEvent::isSubscribable, WebhookEvent.REQUIRED)
                        : null,
                fields.isPresent("countries"),
                fields.hasValue("countries")
                        ? list(fields, "countries", Countries::isIso, "must be ISO 3166-1 alpha-3 codes (or XKX)")
                        : null,
                payload(fields));
    }

    private static String url(BodyFields fields, OutboundAddressPolicy policy) {
        String url = fields.requiredText("url", URL_LIMIT);
        String violation = url == null ? null : policy.violationOf(url).orElse(null);
        return violation == null ? url : fields.reject("url", violation, "value_error.url");
    }

    private static String payload(BodyFields fields) {
        if (!fields.isPresent("payload")) {
            return null;
        }
        String payload = fields.requiredText("payload", WORD_LIMIT);
        return payload == null || PAYLOADS.contains(payload)
                ? payload
                : fields.reject("payload", "must be full or thin", "value_error.payload");
    }

    private static String[] list(BodyFields fields, String name, Predicate<String> isAllowed, String rule) {
        JsonMember member = fields.get(name);
        if (member == null) {
            return fields.rejectMissing(name);
        }
        List<JsonMember> items = member.items();
        boolean valid = member.hasType(JsonMember.Type.ARRAY)
                && !items.isEmpty()
                && items.stream()
                        .allMatch(item -> item.hasType(JsonMember.Type.STRING)
                                && isAllowed.test(TextValidator.trimIdentifier(item.text())));
        return valid
                ? items.stream()
                        .map(JsonMember::text)
                        .map(TextValidator::trimIdentifier)
                        .distinct()
                        .toArray(String[]::new)
                : fields.reject(name, rule, "value_error.list");
    }
}
