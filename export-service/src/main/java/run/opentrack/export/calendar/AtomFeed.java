package run.opentrack.export.calendar;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
     * Change of a competition; of a removal the texts behind the national id are empty.
     *
     * @param version of the country's calendar
     * @param at time in RFC 3339
     * @param kind created or changed; of a removal its reason
     * @param begins first day, of a removed competition its former one
     * @param status JSON of the API's object
     */
    record Change(
            String id,
            long version,
            String at,
            String kind,
            String begins,
            String ends,
            String nationalId,
            String fullName,
            String city,
            String website,
            String status) {
        static Change of(BinaryCopyReader rows) {
            return new Change(
                    rows.text(),
                    rows.int8(),
                    rows.text(),
                    rows.text(),
                    rows.text(),
                    rows.text(),
                    rows.text(),
                    rows.text(),
                    rows.text(),
                    rows.text(),
                    rows.text());
        }

        private Entry toEntry() throws JsonProcessingException {
            return REMOVALS.contains(kind) ? removed() : stored(ExportedCompetition.JSON.readTree(status));
        }

        private Entry removed() {
            String title = "Removed: competition of " + begins + prefixed(", national id ", nationalId);
            String text =
                    switch (kind) {
                        case "left" -> "It moved to another country.";
                        case "merged" -> "It was merged into another competition.";
                        default -> "It was deleted.";
                    };
            return new Entry(address(), at, "removed", title, text, null);
        }

        private Entry stored(JsonNode members) {
            String name = members.get("status").asText();
            String category = name.equals("scheduled") ? kind : name;
            String title = ExportedCompetition.capitalize(category) + ": " + fullName;
            String text = begins
                    + (ends.equals(begins) ? "" : " to " + ends)
                    + prefixed(", ", city)
                    + prefixed("\n", members.get("reason").asText());
            String link = LenientUri.of(website).map(URI::toString).orElse(null);
            return new Entry(address(), at, category, title, text, link);
        }

        private String address() {
            return id + "/" + version;
        }

        private static String prefixed(String prefix, String text) {
            return text.isEmpty() ? "" : prefix + text;
        }
    }

    private record Entry(String address, String at, String category, String title, String text, String link) {}

    private final String country;
    private final Set<String> competitions = new HashSet<>();
    private final List<Entry> entries = new ArrayList<>();

    AtomFeed(String country) {
        this.country = country;
    }

    /**
     * Adds the next older change, unless there is a newer one of the competition, or the feed is full.
     *
     * @throws JsonProcessingException if the status is not valid JSON
     */
    void add(Change change) throws JsonProcessingException {
        if (entries.size() < MAX_ENTRIES && competitions.add(change.id())) {
            entries.add(change.toEntry());
        }
    }

    ExportFile write(Path folder, boolean complete) throws IOException {
        String name = "feeds/" + country + ".atom";
        StringWriter text = new StringWriter();
        try {
            write(XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text));
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return ExportFile.write(name, folder.resolve(name), entries.size(), bytes, CONTENT_TYPE, complete);
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
                entries.isEmpty() ? Instant.EPOCH.toString() : entries.get(0).at());
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
        xml.writeStartElement("entry");
        element(xml, "id", ID_PREFIX + country + "/" + entry.address());
        element(xml, "title", entry.title());
        element(xml, "updated", entry.at());
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
