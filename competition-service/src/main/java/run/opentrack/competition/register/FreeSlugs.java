package run.opentrack.competition.register;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import run.opentrack.competition.entry.CalendarEntry;
import run.opentrack.competition.name.Slug;

/**
 * Slugs that competitions of one country may get: each the wanted one, or one made of its name, numbered when it is
 * taken. One that is not taken from here is free still.
 */
final class FreeSlugs {
    private final Map<Wish, Iterator<Integer>> free = new HashMap<>();
    private final GivenSlugs given;

    FreeSlugs(Map<Wish, FreeNumbers> found, GivenSlugs given) {
        found.forEach((wish, numbers) -> free.put(wish, numbers.found().iterator()));
        this.given = given;
    }

    /** What a competition would have if nobody had it. */
    static String wanted(CalendarEntry entry) {
        return entry.slug() == null ? Slug.of(entry.fullName()) : entry.slug();
    }

    /** The first free one for one of the competitions that this was asked for; no two with one wish get the same. */
    String take(CalendarEntry entry) {
        Wish wish = Wish.of(entry);
        int number = free.get(wish).next();
        given.add(wish, number);
        return wish.slug(number);
    }

    record Wish(String country, int year, String slug) {
        static Wish of(CalendarEntry entry) {
            return new Wish(entry.countryId(), entry.year(), wanted(entry));
        }

        String slug(int number) {
            return Slug.numbered(slug, number);
        }
    }
}
