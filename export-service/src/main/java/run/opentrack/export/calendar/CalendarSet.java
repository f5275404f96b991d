package run.opentrack.export.calendar;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import run.opentrack.export.store.ExportFile;
import run.opentrack.http.body.Countries;

/** The European calendar and those of all countries in one format, filled in one pass: of a year, or for subscriptions. */
final class CalendarSet {
    private static final Set<String> EUROPEAN = Set.copyOf(Countries.european());

    private final CalendarFormat format;
    private final LocalDate since;
    private final CalendarFile european;
    private final Map<String, CalendarFile> domestic = new TreeMap<>();

    private CalendarSet(
            String suffix, LocalDate since, CalendarFormat format, Collection<String> countries, Path folder)
            throws IOException {
        this.format = format;
        this.since = since;
        this.european = format.open("european_calendar" + suffix, folder);
        for (String country : countries) {
            domestic.put(country, format.open("domestic_calendar_" + country + suffix, folder));
        }
    }

    /** @param countries countries that get a file, with or without competitions */
    static CalendarSet ofYear(int year, CalendarFormat format, Collection<String> countries, Path folder)
            throws IOException {
        return new CalendarSet("_" + year, LocalDate.MIN, format, countries, folder);
    }

    /** Creates files without a year in their names, whose subscribers do not have to change them in the new year. */
    static CalendarSet ofSubscriptions(LocalDate since, Collection<String> countries, Path folder) throws IOException {
        return new CalendarSet("", since, CalendarFormat.ICALENDAR, countries, folder);
    }

    /** True if the competition ends late enough for these files. */
    boolean includes(ExportedCompetition competition) {
        return since.equals(LocalDate.MIN) || !competition.finishDate().isBefore(since);
    }

    /** Adds the next competition in calendar order; one of another country is ignored. */
    void add(String country, byte[] competition, int offset, int size) throws IOException {
        CalendarFile own = domestic.get(country);
        if (own == null) {
            return;
        }
        own.add(competition, offset, size);
        if (EUROPEAN.contains(country)) {
            european.add(competition, offset, size);
        }
    }

    CalendarFormat format() {
        return format;
    }

    /**
     * Finishes and returns all files.
     *
     * @param countriesWithInvalidRows codes of countries whose files are marked incomplete, unlike the European one
     */
    List<ExportFile> finish(Set<String> countriesWithInvalidRows) throws IOException {
        List<ExportFile> files = new ArrayList<>();
        addWithAliases(files, format.finish(european, true));
        for (Map.Entry<String, CalendarFile> file : domestic.entrySet()) {
            addWithAliases(files, format.finish(file.getValue(), !countriesWithInvalidRows.contains(file.getKey())));
        }
        return files;
    }

    private void addWithAliases(List<ExportFile> files, ExportFile file) {
        if (format == CalendarFormat.ATHCAL) {
            aliases(file.name()).forEach(name -> files.add(file.named(name)));
        } else {
            files.add(file);
        }
    }

    /** Returns the name and its lower-case form, which existing calendar pages request. */
    static List<String> aliases(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals(name) ? List.of(name) : List.of(name, lower);
    }
}
