package run.opentrack.competition.register;

import java.util.List;
import java.util.stream.Collectors;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.entry.Rendering;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonMember.Type;

/** What the test call answers to a valid competition. */
final class TestAnswer {
    private TestAnswer() {}

    /** @param ignored the members that no competition has */
    static String of(CalendarEntry entry, List<String> ignored) {
        String slug = FreeSlugs.wanted(entry);
        String names = ignored.stream()
                .map(name -> new JsonMember(Type.STRING, name, List.of(), true).toJson())
                .collect(Collectors.joining(",", "[", "]"));
        return "{\"valid\":true,\"competition\":" + Rendering.of(entry, slug) + ",\"ignored_fields\":" + names + "}";
    }
}
