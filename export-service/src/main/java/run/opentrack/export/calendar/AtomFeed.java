package run.opentrack.export.calendar;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import run.opentrack.export.store.ExportFile;

/**
 * Feed of the latest changes of a country (RFC 4287), the newest first and one of a competition. An entry's id has the version
 * of its change, so that readers show a further change of the competition as a new one.
 */
final class AtomFeed {
    static final int MAX_ENTRIES = 200;
    private static final String ATOM = "http://www.w3.org/2005/Atom";
    private static final String ID_PREFIX = "tag:opentrack.run,2026:changes/";
    private static final String CONTENT_TYPE = "application/atom+xml; charset=utf-8";
    /** XML 1.0 allows no other characters; control characters that it allows are of no use but for tabs and line ends. */
    private static final Pattern NO_TEXT =
            Pattern.compile("[^\\t\\n\\x20-\\x7E\\xA0-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

    private static final Set<String> REMOVALS = Set.of("deleted", "left", "merged");

    /**
     * Change of a competition.
     *
     * @param version of the country's calendar
     * @param at time in RFC 3339
     * @param kind created or changed; of a removal its reason
     * @param content JSON of the competition, or the date of a removed one
     * @param detail JSON of its status, or the national id of a removed one
     */
    record Change(String id, long version, String at, String kind, String content, String detail) {
        private Entry toEntry() {
            return REMOVALS.contains(kind)
                    ? removed()
                    : stored(ExportedCompetition.of(content, detail, 0, Instant.EPOCH));
        }

        private Entry removed() {
            String title = "Removed: competition of " + content + (detail.isEmpty() ? "" : ", national id " + detail);
            String text =
                    switch (kind) {
                        case "left" -> "It moved to another country.";
                        case "merged" -> "It was merged into another competition.";
                        default -> "It was deleted.";
                    };
            return new Entry(this, "removed", title, text, null);
        }

        private Entry stored(ExportedCompetition competition) {
            String status = competition.statusName();
            String category = status.equals("scheduled") ? kind : status;
            String title = category.substring(0, 1).toUpperCase(Locale.ROOT) + category.substring(1) + ": "
                    + competition.text("full_name");
            String begin = competition.text("date");
            String end = competition.text("finish_date");
            String text = begin
                    + (end.equals(begin) ? "" : " to " + end)
                    + prefixed(", ", competition.text("city"))
                    + prefixed("\n", competition.status().get("reason").asText());
            return new Entry(
                    this,
                    category,
                    title,
                    text,
                    competition.uri("website").map(URI::toString).orElse(null));
        }

        private static String prefixed(String prefix, String text) {
            return text.isEmpty() ? "" : prefix + text;
        }
    }

    private record Entry(Change change, String category, String title, String text, String link) {}

    private final String country;
    private final Set<String> competitions = new HashSet<>();
    private final List<Entry> entries = new ArrayList<>();

    AtomFeed(String country) {
        this.country = country;
    }

    /**
     * Adds the next older change, unless there is a newer one of the competition, or the feed is full.
     *
     * @throws RuntimeException if the competition is not valid JSON
     */
    void add(Change change) {
        if (entries.size() < MAX_ENTRIES && competitions.add(change.id())) {
            entries.add(change.toEntry());
        }
    }

    ExportFile write(Path folder) throws IOException {
        String name = "feeds/" + country + ".atom";
        StringWriter text = new StringWriter();
        try {
            write(XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text));
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return ExportFile.write(name, folder.resolve(name), entries.size(), bytes, CONTENT_TYPE);
    }

    private void write(XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("feed");
        xml.writeDefaultNamespace(ATOM);
        element(xml, "id", ID_PREFIX + country);
        element(xml, "title", "Changes in the calendar of " + country);
        element(
                xml,
                "updated",
                entries.isEmpty()
                        ? Instant.EPOCH.toString()
                        : entries.get(0).change().at());
        xml.writeStartElement("author");
        element(xml, "name", "OpenTrack");
        xml.writeEndElement();
        link(xml, "self", country + ".atom");
        link(xml, "related", "../changes/" + country + ".json");
        for (Entry entry : entries) {
            write(xml, entry);
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void write(XMLStreamWriter xml, Entry entry) throws XMLStreamException {
        Change change = entry.change();
        xml.writeStartElement("entry");
        element(xml, "id", ID_PREFIX + country + "/" + change.id() + "/" + change.version());
        element(xml, "title", entry.title());
        element(xml, "updated", change.at());
        xml.writeEmptyElement("category");
        xml.writeAttribute("term", entry.category());
        if (entry.link() != null) {
            link(xml, "alternate", entry.link());
        }
        element(xml, "content", entry.text());
        xml.writeEndElement();
    }

    private static void link(XMLStreamWriter xml, String relation, String address) throws XMLStreamException {
        xml.writeEmptyElement("link");
        xml.writeAttribute("rel", relation);
        xml.writeAttribute("href", address);
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(NO_TEXT.matcher(text).replaceAll(""));
        xml.writeEndElement();
    }
}
