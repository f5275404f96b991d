package run.opentrack.competition.name;

import java.util.regex.Pattern;

/** The part of an address that names a competition within its country and year: {@code a-z 0-9 -}. */
public final class Slug {
    private static final int MAX_LENGTH = 80;
    private static final Pattern NON_SLUG_CHARACTERS = Pattern.compile("[^a-z0-9]+");
    private static final Pattern OUTER_DASHES = Pattern.compile("^-+|-+$");

    private Slug() {}

    /** A slug made of a name; {@code competition} when no letter of it can be written in Latin. */
    public static String of(String name) {
        String slug = trimDashes(
                NON_SLUG_CHARACTERS.matcher(NameNormalizer.toWords(name)).replaceAll("-"));
        if (slug.length() > MAX_LENGTH) {
            slug = trimDashes(slug.substring(0, MAX_LENGTH));
        }
        return slug.isEmpty() ? "competition" : slug;
    }

    /** The slug itself for 1, {@code slug-2} for 2, as long as any. */
    public static String numbered(String slug, int number) {
        return number == 1 ? slug : withSuffix(slug, "-" + number);
    }

    /** The slug with this after it, as long as any. */
    public static String withSuffix(String slug, String end) {
        return slug.substring(0, Math.min(slug.length(), MAX_LENGTH - end.length())) + end;
    }

    private static String trimDashes(String slug) {
        return OUTER_DASHES.matcher(slug).replaceAll("");
    }
}
