package run.opentrack.competition.erasure;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import run.opentrack.competition.Competition;
import run.opentrack.competition.name.NameKey;
import run.opentrack.competition.name.Slug;

/** An e-mail that nobody is to read any more, in texts that people wrote. */
final class ErasedEmail {
    private static final String NOT_AFTER = "(?<![\\p{L}\\p{N}._%+-])";
    /** In JSON the line break before an e-mail ends with a letter; its backslash is not one that was written itself. */
    private static final String AFTER_ESCAPE = "(?<=(?<!\\\\)(?:\\\\\\\\){0,99}\\\\[bfnrt])";

    private static final String NAMELESS = "Competition";

    private final Pattern inText;
    private final Pattern inJson;
    private final Pattern inSlug;

    /** A longer address that ends or begins with it is somebody else's. */
    ErasedEmail(String email) {
        String itself = Pattern.quote(email) + "(?![\\p{L}\\p{N}_-])(?!\\.[\\p{L}\\p{N}])";
        this.inText = pattern(NOT_AFTER + itself);
        this.inJson = pattern("(?:" + NOT_AFTER + "|" + AFTER_ESCAPE + ")" + itself);
        this.inSlug = Pattern.compile("(?<![a-z0-9])" + wordsOf(email) + "(?![a-z0-9])");
    }

    /** As they stand in a slug; of an e-mail in letters that no slug has, none that other slugs have too. */
    private static String wordsOf(String email) {
        int at = email.lastIndexOf('@');
        return Slug.of(email.substring(0, at)) + "-" + Slug.of(email.substring(at + 1));
    }

    /** Out of all members that are texts; a competition that had no other name is called one. */
    void cutOutOf(Competition competition) {
        String name = cutOutOf(competition.fullName);
        boolean nameless =
                !name.equals(competition.fullName) && NameKey.of(name).isEmpty();
        competition.fullName = nameless ? NAMELESS : name;
        competition.slug = cutOutOfSlug(competition.slug, competition.id);
        competition.shortName = cutOutOf(competition.shortName);
        competition.nameLocal = cutOutOf(competition.nameLocal);
        competition.address = cutOutOf(competition.address);
        competition.city = cutOutOf(competition.city);
        competition.nationalId = cutOutOf(competition.nationalId);
        competition.basicDescription = cutOutOf(competition.basicDescription);
        competition.contactDetails = cutOutOf(competition.contactDetails);
        competition.website = cutOutOf(competition.website);
        competition.entryLink = cutOutOf(competition.entryLink);
        competition.resultsLink = cutOutOf(competition.resultsLink);
        competition.events = cutOutOfJson(competition.events);
        if (competition.ageGroups != null) {
            competition.ageGroups =
                    Stream.of(competition.ageGroups).map(this::cutOutOf).toArray(String[]::new);
        }
    }

    /** @param text null where there is none */
    String cutOutOf(String text) {
        Matcher found = inText.matcher(text == null ? "" : text);
        return found.find() ? found.replaceAll("").strip() : text;
    }

    /** One that was made of a name with the e-mail has the competition's id instead, so that nobody else has it. */
    String cutOutOfSlug(String slug, UUID id) {
        Matcher found = inSlug.matcher(slug);
        return found.find() ? Slug.ending(Slug.of(found.replaceAll("")), "-" + id) : slug;
    }

    /** @param changes a history's, slugs among them */
    String cutOutOfChanges(String changes) {
        return inSlug.matcher(cutOutOfJson(changes)).replaceAll("");
    }

    /** @param json null where there is none */
    String cutOutOfJson(String json) {
        return json == null ? null : inJson.matcher(json).replaceAll("");
    }

    private static Pattern pattern(String expression) {
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }
}
