package run.opentrack.export.calendar;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import run.opentrack.export.store.PublicFile;
import run.opentrack.wire.country.Countries;

/** All files of one year, filled in one pass over its competitions. */
final class CalendarYear implements AutoCloseable {
    private static final Set<String> EUROPEAN = Set.copyOf(Countries.european());

    private final CalendarFile european;
    private final CalendarFile europeanAthcal;
    private final Map<String, CalendarFile> domestic = new TreeMap<>();
    private final Map<String, CalendarFile> domesticAthcal = new TreeMap<>();

    /** @param countries that are promised a file, with or without competitions */
    CalendarYear(int year, Collection<String> countries, Path folder) throws IOException {
        european = new CalendarFile(CalendarNames.european(CalendarNames.EUROATH, year), folder);
        europeanAthcal = new CalendarFile(CalendarNames.european(CalendarNames.ATHCAL, year), folder);
        for (String country : countries) {
            domestic.put(
                    country, new CalendarFile(CalendarNames.domestic(CalendarNames.EUROATH, country, year), folder));
            domesticAthcal.put(
                    country, new CalendarFile(CalendarNames.domestic(CalendarNames.ATHCAL, country, year), folder));
        }
    }

    /** Adds the next competition in the order of the calendar. */
    void add(String country, String rendered) throws IOException {
        String athcal = AthcalShape.of(rendered);
        if (EUROPEAN.contains(country)) {
            european.add(rendered);
            europeanAthcal.add(athcal);
        }
        domestic.get(country).add(rendered);
        domesticAthcal.get(country).add(athcal);
    }

    /** Closes all files. */
    List<PublicFile> finish() throws IOException {
        List<PublicFile> files = new ArrayList<>();
        files.add(european.finish());
        for (CalendarFile file : domestic.values()) {
            files.add(file.finish());
        }
        addSpellings(files, europeanAthcal.finish());
        for (CalendarFile file : domesticAthcal.values()) {
            addSpellings(files, file.finish());
        }
        return files;
    }

    @Override
    public void close() throws IOException {
        european.close();
        europeanAthcal.close();
        for (CalendarFile file : domestic.values()) {
            file.close();
        }
        for (CalendarFile file : domesticAthcal.values()) {
            file.close();
        }
    }

    private static void addSpellings(List<PublicFile> files, PublicFile file) {
        for (String name : CalendarNames.spellings(file.name())) {
            files.add(
                    new PublicFile(name, file.content(), file.rows(), file.bytes(), file.sha256(), file.contentType()));
        }
    }
}
