package run.opentrack.competition.review;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import run.opentrack.competition.model.CompetitionParser;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.request.UuidParser;

/**
 * Decision of an admin about a pair.
 *
 * @param same whether both are one competition
 * @param keep the one that stays, null if they are different
 * @param take members of the other that it gets
 */
record DuplicateDecision(boolean same, UUID keep, Set<String> take) {
    private static final Set<String> IDENTITY = Set.of("id", "slug", "country_id", "year", "override_token");
    private static final List<String> TAKEABLE = CompetitionParser.MEMBERS.stream()
            .filter(member -> !IDENTITY.contains(member))
            .toList();
    private static final TextLimit ID = TextLimit.identifier(100);

    /** @throws run.opentrack.http.error.ApiException 422 with all violations */
    static DuplicateDecision parse(Map<String, JsonMember> members) {
        BodyFields fields = new BodyFields(members);
        Boolean same = fields.requiredBoolean("same");
        boolean merges = Boolean.TRUE.equals(same);
        UUID keep = merges ? keep(fields) : null;
        Set<String> take = merges ? take(fields) : Set.of();
        fields.requireValid();
        return new DuplicateDecision(merges, keep, take);
    }

    private static UUID keep(BodyFields fields) {
        String id = fields.requiredText("keep", ID);
        return id == null
                ? null
                : UuidParser.parse(id).orElseGet(() -> fields.reject("keep", "is not a valid UUID", "type_error.uuid"));
    }

    private static Set<String> take(BodyFields fields) {
        if (!fields.hasValue("take")) {
            return Set.of();
        }
        Set<String> names = new LinkedHashSet<>();
        fields.get("take").items().forEach(item -> names.add(TextValidator.trimIdentifier(item.text())));
        return fields.get("take").hasType(JsonMember.Type.ARRAY) && TAKEABLE.containsAll(names)
                ? names
                : fields.reject("take", "must be a list out of " + String.join(", ", TAKEABLE), "value_error.const");
    }
}
