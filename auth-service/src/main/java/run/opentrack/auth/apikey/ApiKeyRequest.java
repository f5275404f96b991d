package run.opentrack.auth.apikey;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.Countries;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.request.Rfc3339Parser;
import run.opentrack.http.request.WholeNumberParser;
import run.opentrack.security.KeyScope;
import run.opentrack.security.NetworkList;

/**
 * Request for an API key.
 *
 * @param countries whose competitions the key may write
 * @param networks null if the key may be used from anywhere
 * @param federation true if the key belongs to the federations of its countries instead of the account
 */
record ApiKeyRequest(
        String name,
        List<String> scopes,
        Set<String> countries,
        List<String> networks,
        boolean federation,
        Instant expiresAt) {
    static final int MAX_OVERLAP_HOURS = 168;
    private static final int DEFAULT_OVERLAP_HOURS = 24;
    private static final Duration MAX_LIFETIME = Duration.ofDays(400);
    private static final Duration DEFAULT_LIFETIME = Duration.ofDays(365);
    private static final TextLimit NAME_LIMIT = TextLimit.singleLine(100);
    private static final TextLimit OPTION_LIMIT = TextLimit.identifier(40);

    /** Parses the body of a creation; 422 with all violations at once. */
    static ApiKeyRequest parse(Map<String, JsonMember> members, Instant now) {
        BodyFields fields = new BodyFields(members);
        String name = fields.requiredText("name", NAME_LIMIT);
        List<String> scopes = list(fields, "scopes", ApiKeyRequest::scopeError);
        List<String> countries = list(fields, "countries", ApiKeyRequest::countryError);
        List<String> networks = list(fields, "networks", ApiKeyRequest::networkError);
        Instant expiresAt = expiry(fields, now);
        String owner = fields.hasValue("owner") ? fields.text("owner", OPTION_LIMIT) : "me";
        boolean federation = "federation".equals(owner);
        if (!federation && !"me".equals(owner)) {
            fields.reject("owner", "must be \"me\" or \"federation\"", "value_error.owner");
        }
        requireItem(fields, "scopes");
        if (federation || scopes.contains(KeyScope.COMPETITIONS_WRITE.text())) {
            requireItem(fields, "countries");
        }
        fields.requireValid();
        return new ApiKeyRequest(
                name, scopes, new TreeSet<>(countries), networks.isEmpty() ? null : networks, federation, expiresAt);
    }

    /** Parses the body of a rotation and returns the time for which both keys are valid. */
    static Duration parseOverlap(Map<String, JsonMember> members) {
        BodyFields fields = new BodyFields(members);
        String hours = fields.hasValue("overlap_hours")
                ? TextValidator.trimIdentifier(fields.get("overlap_hours").text())
                : "" + DEFAULT_OVERLAP_HOURS;
        Optional<Integer> overlap = WholeNumberParser.parse(hours, 0, MAX_OVERLAP_HOURS);
        if (overlap.isEmpty()) {
            fields.reject(
                    "overlap_hours", WholeNumberParser.message(0, MAX_OVERLAP_HOURS), WholeNumberParser.ERROR_TYPE);
        }
        fields.requireValid();
        return Duration.ofHours(overlap.get());
    }

    private static void requireItem(BodyFields fields, String name) {
        JsonMember list = fields.get(name);
        if (list == null) {
            fields.rejectMissing(name);
        } else if (!list.hasType(JsonMember.Type.ARRAY) || list.items().isEmpty()) {
            fields.reject(name, "must be a list with an item", "value_error.list.min_items");
        }
    }

    /** @param error message for an invalid item */
    private static List<String> list(BodyFields fields, String name, Function<String, Optional<String>> error) {
        JsonMember value = fields.hasValue(name) ? fields.get(name) : null;
        if (value == null) {
            return List.of();
        }
        if (!value.hasType(JsonMember.Type.ARRAY)) {
            fields.reject(name, "must be a list", "type_error.list");
        }
        List<String> texts = new ArrayList<>();
        for (JsonMember item : value.items()) {
            String text =
                    item.hasType(JsonMember.Type.STRING) ? TextValidator.trimIdentifier(item.text()) : item.toJson();
            error.apply(text)
                    .ifPresentOrElse(
                            message -> fields.reject(name, message, "value_error." + name), () -> texts.add(text));
        }
        return texts.stream().distinct().toList();
    }

    private static Optional<String> scopeError(String text) {
        return KeyScope.of(text).isPresent()
                ? Optional.empty()
                : Optional.of("must be competitions:read, competitions:write, webhooks or exports");
    }

    private static Optional<String> countryError(String text) {
        return Countries.isIso(text) ? Optional.empty() : Optional.of(Countries.describeInvalid(text));
    }

    private static Optional<String> networkError(String text) {
        return NetworkList.isValid(text)
                ? Optional.empty()
                : Optional.of("must be IPv4 or IPv6 networks in CIDR notation, e.g. 203.0.113.0/24");
    }

    private static Instant expiry(BodyFields fields, Instant now) {
        if (!fields.hasValue("expires_at")) {
            return now.plus(DEFAULT_LIFETIME);
        }
        Instant expiry = Rfc3339Parser.parse(fields.get("expires_at").text()).orElse(null);
        return expiry == null || !expiry.isAfter(now) || expiry.isAfter(now.plus(MAX_LIFETIME))
                ? fields.reject(
                        "expires_at",
                        "must be an RFC 3339 timestamp in the next " + MAX_LIFETIME.toDays() + " days",
                        "value_error.datetime")
                : expiry;
    }
}
