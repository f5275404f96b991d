package run.opentrack.competition.write;

import java.util.List;
import java.util.stream.Collectors;
import run.opentrack.competition.model.CompetitionData;
import run.opentrack.competition.model.CompetitionJson;
import run.opentrack.competition.slug.SlugAllocator;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonMember.Type;

/** What the test call answers to a valid competition. */
final class DryRunResponse {
    private DryRunResponse() {}

    /** @param ignored the members that no competition has */
    static String json(CompetitionData data, List<String> ignored) {
        String slug = SlugAllocator.requestedSlug(data);
        String names = ignored.stream()
                .map(name -> new JsonMember(Type.STRING, name, List.of(), true).toJson())
                .collect(Collectors.joining(",", "[", "]"));
        return "{\"valid\":true,\"competition\":" + CompetitionJson.render(data, slug) + ",\"ignored_fields\":" + names
                + "}";
    }
}
