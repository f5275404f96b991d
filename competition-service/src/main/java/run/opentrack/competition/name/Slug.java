package run.opentrack.competition.name;

import java.util.Set;
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

    /** The wanted slug, or with {@code -2}, {@code -3}, … the first that is not taken. */
    public static String free(String wanted, Set<String> taken) {
        String slug = wanted;
        for (int number = 2; taken.contains(slug); number++) {
            String ending = "-" + number;
            slug = wanted.substring(0, Math.min(wanted.length(), LONGEST - ending.length())) + ending;
        }
        return slug;
    }

    /** What every numbered slug of a wanted one begins with. */
    public static String numberedPrefix(String wanted) {
        return wanted.substring(0, Math.min(wanted.length(), LONGEST - 8));
    }

    private static String trim(String slug) {
        return OUTER_DASHES.matcher(slug).replaceAll("");
    }
}
