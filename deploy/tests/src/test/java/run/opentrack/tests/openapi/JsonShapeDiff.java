package run.opentrack.tests.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Differences between a documented and an actual response, apart from volatile members. */
final class JsonShapeDiff {
    private static final Set<String> VOLATILE_MEMBERS = Set.of(
            "id",
            "etag",
            "created_at",
            "at",
            "since",
            "updated_at",
            "account_id",
            "actor_id",
            "access_token",
            "override_token",
            "started_at",
            "finished_at",
            "kid",
            "next",
            "n");

    private JsonShapeDiff() {}

    /** @param inShape compares names and types only */
    static List<String> differences(JsonNode documented, JsonNode returned, boolean inShape) {
        List<String> differences = new ArrayList<>();
        compare("", documented, returned, inShape, differences);
        return differences;
    }

    private static void compare(
            String at, JsonNode documented, JsonNode returned, boolean inShape, List<String> differences) {
        if (documented.getNodeType() != returned.getNodeType()) {
            if (!(inShape && (documented.isNull() || returned.isNull()))) {
                differences.add(at + ": " + documented + " is documented, " + returned + " returned");
            }
        } else if (documented.isObject()) {
            compareMembers(at, documented, returned, inShape, differences);
        } else if (documented.isArray()) {
            compareItems(at, documented, returned, inShape, differences);
        } else if (!inShape
                && !documented.equals(returned)
                && !(documented.isNumber() && documented.asDouble() == returned.asDouble())) {
            differences.add(at + ": " + documented + " is documented, " + returned + " returned");
        }
    }

    private static void compareMembers(
            String at, JsonNode documented, JsonNode returned, boolean inShape, List<String> differences) {
        List<String> names = names(documented);
        if (!names.equals(names(returned))) {
            differences.add(at + ": the members " + names + " are documented, " + names(returned) + " returned");
            return;
        }
        for (String name : names) {
            boolean shape = inShape || VOLATILE_MEMBERS.contains(name);
            compare(at + "/" + name, documented.get(name), returned.get(name), shape, differences);
        }
    }

    /** Requires each documented item in an array to which other tests add. */
    private static void compareItems(
            String at, JsonNode documented, JsonNode returned, boolean inShape, List<String> differences) {
        for (JsonNode item : documented) {
            List<String> nearest = List.of(at + ": nothing is there of " + item);
            for (JsonNode candidate : returned) {
                List<String> unlike = new ArrayList<>();
                compare(at + "/-", item, candidate, inShape, unlike);
                if (unlike.isEmpty()) {
                    nearest = unlike;
                    break;
                }
                nearest = unlike;
            }
            differences.addAll(nearest);
        }
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        for (Iterator<String> it = object.fieldNames(); it.hasNext(); ) {
            names.add(it.next());
        }
        return names;
    }
}
