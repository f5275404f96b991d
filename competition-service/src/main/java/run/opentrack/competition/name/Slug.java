package run.opentrack.competition.name;

import java.util.regex.Pattern;

/** URL segment of a competition, unique within country and year: {@code a-z 0-9 -}, at most 80 characters. */
public final class Slug {
    private static final int MAX_LENGTH = 80;
    private static final Pattern NON_SLUG_CHARACTERS = Pattern.compile("[^a-z0-9]+");
    private static final Pattern OUTER_DASHES = Pattern.compile("^-+|-+$");

    private Slug() {}

    /** Derives a slug from a name; {@code competition} when no letter has a Latin form. */
    public static String of(String name) {
        String slug = trimDashes(
                NON_SLUG_CHARACTERS.matcher(NameNormalizer.toWords(name)).replaceAll("-"));
        if (slug.length() > MAX_LENGTH) {
            slug = trimDashes(slug.substring(0, MAX_LENGTH));
        }
        return slug.isEmpty() ? "competition" : slug;
    }

    /** The slug itself for 1, {@code slug-2} for 2 and so on, within the maximum length. */
    public static String numbered(String slug, int number) {
        return number == 1 ? slug : withSuffix(slug, "-" + number);
    }

    /** Tests for a slug with a number from 2 on, as {@link #numbered} writes it. */
    public static boolean isNumberOf(String slug, String numbered) {
        String number = numbered.substring(numbered.lastIndexOf('-') + 1);
        return number.matches("[1-9][0-9]{0,8}")
                && !number.equals("1")
                && numbered(slug, Integer.parseInt(number)).equals(numbered);
    }

    /** The slug with a suffix, shortened to the maximum length. */
    public static String withSuffix(String slug, String end) {
        return slug.substring(0, Math.min(slug.length(), MAX_LENGTH - end.length())) + end;
    }

    private static String trimDashes(String slug) {
        return OUTER_DASHES.matcher(slug).replaceAll("");
    }
}
