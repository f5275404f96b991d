package run.opentrack.competition.erasure;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import run.opentrack.competition.model.Competition;
import run.opentrack.competition.name.NameNormalizer;
import run.opentrack.competition.name.Slug;

/** An e-mail that nobody is to read any more, in texts that people wrote. */
final class EmailRedactor {
    private static final String NOT_PRECEDED_BY_ATEXT = "(?<![\\p{L}\\p{N}._%+-])";
    /** In JSON the line break before an e-mail ends with a letter; its backslash is not one that was written itself. */
    private static final String PRECEDED_BY_ESCAPE = "(?<=(?<!\\\\)(?:\\\\\\\\){0,99}\\\\[bfnrt])";

    private static final String NAME_IF_EMPTY = "Competition";

    private final Pattern inText;
    private final Pattern inJson;
    private final Pattern inSlug;

    /** A longer address that ends or begins with it is somebody else's. */
    EmailRedactor(String email) {
        String itself = Pattern.quote(email) + "(?![\\p{L}\\p{N}_-])(?!\\.[\\p{L}\\p{N}])";
        this.inText = pattern(NOT_PRECEDED_BY_ATEXT + itself);
        this.inJson = pattern("(?:" + NOT_PRECEDED_BY_ATEXT + "|" + PRECEDED_BY_ESCAPE + ")" + itself);
        this.inSlug = Pattern.compile("(?<![a-z0-9])" + slugForm(email) + "(?![a-z0-9])");
    }

    /** As they stand in a slug; of an e-mail in letters that no slug has, none that other slugs have too. */
    private static String slugForm(String email) {
        int at = email.lastIndexOf('@');
        return Slug.of(email.substring(0, at)) + "-" + Slug.of(email.substring(at + 1));
    }

    /** Out of all members that are texts; a competition that had no other name is called one. */
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

    /** @param text null where there is none */
    String redact(String text) {
        Matcher found = inText.matcher(text == null ? "" : text);
        return found.find() ? found.replaceAll("").strip() : text;
    }

    /** One that was made of a name with the e-mail has the competition's id instead, so that nobody else has it. */
    String redactSlug(String slug, UUID id) {
        Matcher found = inSlug.matcher(slug);
        return found.find() ? Slug.withSuffix(Slug.of(found.replaceAll("")), "-" + id) : slug;
    }

    /** @param changes a history's, slugs among them */
    String redactChanges(String changes) {
        return inSlug.matcher(redactJson(changes)).replaceAll("");
    }

    /** @param json null where there is none */
    String redactJson(String json) {
        return json == null ? null : inJson.matcher(json).replaceAll("");
    }

    private static Pattern pattern(String expression) {
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
