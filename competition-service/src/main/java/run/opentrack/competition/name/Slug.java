package run.opentrack.competition.name;

import java.util.regex.Pattern;

/** The part of an address that names a competition within its country and year: {@code a-z 0-9 -}. */
public final class Slug {
    private static final int LONGEST = 80;
    private static final Pattern OTHERS = Pattern.compile("[^a-z0-9]+");
    private static final Pattern OUTER_DASHES = Pattern.compile("^-+|-+$");

    private Slug() {}

    /** A slug made of a name; {@code competition} when no letter of it can be written in Latin. */
    public static String of(String name) {
        String slug = trim(OTHERS.matcher(NameKey.words(name)).replaceAll("-"));
        if (slug.length() > LONGEST) {
            slug = trim(slug.substring(0, LONGEST));
        }
        return slug.isEmpty() ? "competition" : slug;
    }

    /** The slug itself for 1, {@code slug-2} for 2, as long as any. */
    public static String numbered(String slug, int number) {
        return number == 1 ? slug : ending(slug, "-" + number);
    }

    /** The slug with this after it, as long as any. */
    public static String ending(String slug, String end) {
        return slug.substring(0, Math.min(slug.length(), LONGEST - end.length())) + end;
    }

    private static String trim(String slug) {
        return OUTER_DASHES.matcher(slug).replaceAll("");
    }
}
