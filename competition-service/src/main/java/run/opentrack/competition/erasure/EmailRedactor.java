package run.opentrack.competition.erasure;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.name.Slug;

/** Redacts one e-mail address in texts, in JSON and in slugs. A longer address around it belongs to another person. */
final class EmailRedactor {
    private static final String NOT_PRECEDED_BY_ATEXT = "(?<![\\p{L}\\p{N}._%+-])";
    /** In JSON an escape such as {@code \n} ends with a letter; its backslash must not be an escaped one. */
    private static final String PRECEDED_BY_ESCAPE = "(?<=(?<!\\\\)(?:\\\\\\\\){0,99}\\\\[bfnrt])";

    private static final String NAME_IF_EMPTY = "Competition";

    private final Pattern inText;
    private final Pattern inJson;
    private final Pattern inSlug;

    EmailRedactor(String email) {
        String itself = Pattern.quote(email) + "(?![\\p{L}\\p{N}_-])(?!\\.[\\p{L}\\p{N}])";
        this.inText = pattern(NOT_PRECEDED_BY_ATEXT + itself);
        this.inJson = pattern("(?:" + NOT_PRECEDED_BY_ATEXT + "|" + PRECEDED_BY_ESCAPE + ")" + itself);
        this.inSlug = Pattern.compile("(?<![a-z0-9])" + slugForm(email) + "(?![a-z0-9])");
    }

    /** The address as a slug is made of it. Letters that no slug has become a form that no other slug has. */
    private static String slugForm(String email) {
        int at = email.lastIndexOf('@');
        return Slug.of(email.substring(0, at)) + "-" + Slug.of(email.substring(at + 1));
    }

    /** Redacts all members that are texts. A name that is empty then is replaced, since a name is required. */
    void redact(Competition competition) {
        String name = redact(competition.fullName);
        boolean nameless = !name.equals(competition.fullName)
                && NameNormalizer.normalize(name).isEmpty();
        competition.fullName = nameless ? NAME_IF_EMPTY : name;
        competition.slug = redactSlug(competition.slug, competition.id);
        competition.shortName = redact(competition.shortName);
        competition.nameLocal = redact(competition.nameLocal);
        competition.address = redact(competition.address);
        competition.city = redact(competition.city);
        competition.nationalId = redact(competition.nationalId);
        competition.basicDescription = redact(competition.basicDescription);
        competition.contactDetails = redact(competition.contactDetails);
        competition.website = redact(competition.website);
        competition.entryLink = redact(competition.entryLink);
        competition.resultsLink = redact(competition.resultsLink);
        competition.events = redactJson(competition.events);
        if (competition.ageGroups != null) {
            competition.ageGroups =
                    Stream.of(competition.ageGroups).map(this::redact).toArray(String[]::new);
        }
    }

    /** @param text may be null */
    String redact(String text) {
        Matcher found = inText.matcher(text == null ? "" : text);
        return found.find() ? found.replaceAll("").strip() : text;
    }

    /** Replaces the address by the competition's id, which keeps the slug unique. */
    String redactSlug(String slug, UUID id) {
        Matcher found = inSlug.matcher(slug);
        return found.find() ? Slug.withSuffix(Slug.of(found.replaceAll("")), "-" + id) : slug;
    }

    /** @param changes of a history entry, JSON that contains slugs */
    String redactChanges(String changes) {
        return inSlug.matcher(redactJson(changes)).replaceAll("");
    }

    /** @param json may be null */
    String redactJson(String json) {
        return json == null ? null : inJson.matcher(json).replaceAll("");
    }

    private static Pattern pattern(String expression) {
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
