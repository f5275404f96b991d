package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import run.opentrack.database.change.ChangeState;
import run.opentrack.database.change.ChangeToken;
import run.opentrack.database.change.ChangeTokenCodec;
import run.opentrack.export.store.ExportFile;

/** Files of changes built from rows as PostgreSQL copies them. */
class ChangeFileBuilderTest {
    private static final Instant NOW = Instant.parse("2027-05-15T02:00:00Z");
    private static final ChangeState.Epoch EPOCH = new ChangeState.Epoch(7, new byte[32], Instant.EPOCH);
    private static final String AT = "2027-05-01T10:00:00.000000Z";

    @TempDir
    private Path folder;

    private final List<String> queries = new ArrayList<>();
    private final List<byte[]> removed = new ArrayList<>();
    private final List<byte[]> stored = new ArrayList<>();
    private final List<byte[]> latest = new ArrayList<>();
    private final LongAdder rowsRead = new LongAdder();

    @Test
    void page_has_removals_and_competitions_and_a_token_that_is_equal_for_days() throws Exception {
        removed.add(BinaryCopyReaderTest.row("EST", "{\"change\":\"removed\"}"));
        stored.add(BinaryCopyReaderTest.row("EST", "{\"change\":\"stored\"}"));
        stored.add(BinaryCopyReaderTest.row("XXX", "{}"));
        addRemoved("c1", 8, "2027-06-01");
        List<ExportFile> files = build(NOW);
        assertThat(files)
                .extracting(ExportFile::name)
                .containsExactly("changes/EST.json", "changes/LVA.json", "feeds/EST.atom", "feeds/LVA.atom");
        assertThat(files).allMatch(ExportFile::mayShrink).allMatch(ExportFile::complete);
        assertThat(files.get(0).rows()).isEqualTo(2);
        assertThat(rowsRead.sum()).isEqualTo(4);
        String page = content(files.get(0));
        assertThat(page)
                .startsWith("{\"changes\":[{\"change\":\"removed\"},{\"change\":\"stored\"}],\"next\":\"")
                .endsWith("\",\"more\":false}");
        assertThat(content(files.get(1))).startsWith("{\"changes\":[],\"next\":\"");
        ChangeToken token = ChangeTokenCodec.decode(page.split("\"next\":\"")[1].split("\"")[0], EPOCH.key())
                .orElseThrow();
        assertThat(token.epoch()).isEqualTo(7);
        assertThat(token.versions()).isEqualTo(Map.of("EST", 12L));
        assertThat(token.issuedAt()).isBetween(NOW.minus(Duration.ofDays(10)), NOW);
        assertThat(queries)
                .filteredOn(query -> query.contains("'2027-02-14T00:00:00Z'"))
                .hasSize(2);
        String nextDay =
                content(build(token.issuedAt().plus(Duration.ofDays(9))).get(0));
        assertThat(nextDay).isEqualTo(page);
        assertThat(content(build(token.issuedAt().plus(Duration.ofDays(11))).get(0)))
                .isNotEqualTo(page);
    }

    @Test
    void invalid_competition_makes_the_files_of_its_country_incomplete() throws Exception {
        stored.add(BinaryCopyReaderTest.row("EST", "{\"competition\":{\"full_name\":\"x\\\"},\"status\":{}}"));
        stored.add(BinaryCopyReaderTest.row("EST", "{\"change\":\"stored\"}"));
        addLatest("EST", "2", 2, "created", "Tallinn Open", TestCompetitions.SCHEDULED);
        assertThat(build(NOW)).extracting(ExportFile::complete).containsExactly(false, true, false, true);
        assertThat(entries("EST")).hasSize(1);
    }

    /** The page has no part in the failure: it has the status unchanged. */
    @Test
    void change_that_cannot_be_rendered_makes_the_feed_of_its_country_incomplete() throws Exception {
        addLatest("EST", "1", 3, "changed", "Tallinn Open", "{\"status\":\"x\\\"}");
        addLatest("EST", "2", 2, "created", "Tartu Open", TestCompetitions.SCHEDULED);
        assertThat(build(NOW)).extracting(ExportFile::complete).containsExactly(true, true, false, true);
        assertThat(entries("EST")).hasSize(1);
    }

    @Test
    void feed_has_the_newest_change_of_each_competition_with_an_id_for_each_change() throws Exception {
        String name = "Gozo \"Harbour\" Mile; 5, <b>\\ 🏃";
        String cancelled = TestCompetitions.withStatus("cancelled", "Hall, <closed>", "[]")
                .status()
                .toString();
        addLatest("AAA", "0", 1, "created", name, TestCompetitions.SCHEDULED);
        addLatest("EST", "c1", 9, "changed", name, cancelled);
        addRemoved("c2", 8, "2027-06-01");
        addRemoved("c2", 7, "2027-06-02");
        addLatest("EST", "c3", 6, "created", "Valletta Open", TestCompetitions.SCHEDULED);
        build(NOW);
        List<Element> entries = entries("EST");
        assertThat(entries.stream().map(entry -> text(entry, "id")))
                .containsExactly(
                        "tag:opentrack.run,2026:changes/EST/c1/9",
                        "tag:opentrack.run,2026:changes/EST/c2/8",
                        "tag:opentrack.run,2026:changes/EST/c3/6");
        assertThat(entries.stream().map(entry -> text(entry, "title")))
                .containsExactly(
                        "Cancelled: Gozo \"Harbour\" Mile; 5, <b>\\ 🏃",
                        "Removed: competition of 2027-06-01, national id E-5",
                        "Created: Valletta Open");
        assertThat(text(entries.get(0), "content")).isEqualTo("2027-12-31 to 2028-01-02, Mġarr\nHall, <closed>");
        assertThat(text(entries.get(1), "content")).isEqualTo("It moved to another country.");
        assertThat(text(entries.get(0), "updated")).isEqualTo(AT);
        Element link =
                (Element) entries.get(0).getElementsByTagNameNS("*", "link").item(0);
        assertThat(link.getAttribute("href")).isEqualTo("https://example.org/?a=1%7C2");
        assertThat(entries("LVA")).isEmpty();
    }

    @Test
    void characters_that_xml_does_not_allow_are_left_out_and_entries_are_limited() throws Exception {
        String name = "A\u001b\u0085\ufffe B]]>&ä\u2028";
        IntStream.range(0, 300)
                .forEach(n -> addLatest("EST", "c" + n, 300 - n, "changed", name, TestCompetitions.SCHEDULED));
        build(NOW);
        assertThat(entries("EST")).hasSize(AtomFeed.MAX_ENTRIES);
        assertThat(text(entries("EST").get(0), "title")).isEqualTo("Changed: A B]]>&ä\u2028");
    }

    private List<ExportFile> build(Instant now) throws Exception {
        Path target = Files.createTempDirectory(folder, "run");
        var versions = new TreeMap<>(Map.of("EST", 12L, "LVA", 0L));
        List<ExportFile> files =
                new ChangeFileBuilder(this::read, versions, EPOCH, target, rowsRead).build(now, Duration.ofDays(90));
        files.forEach(file -> byName.put(file.name(), file));
        return files;
    }

    private final Map<String, ExportFile> byName = new TreeMap<>();

    private static String content(ExportFile file) throws Exception {
        return Files.readString(file.content());
    }

    private List<Element> entries(String country) throws Exception {
        byte[] text =
                Files.readAllBytes(byName.get("feeds/" + country + ".atom").content());
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        var found = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(text))
                .getElementsByTagNameNS("http://www.w3.org/2005/Atom", "entry");
        return IntStream.range(0, found.getLength())
                .mapToObj(n -> (Element) found.item(n))
                .toList();
    }

    private static String text(Element entry, String member) {
        return entry.getElementsByTagNameNS("*", member).item(0).getTextContent();
    }

    private BinaryCopyReader read(String query) {
        queries.add(query);
        List<byte[]> rows = query.contains("UNION ALL") ? latest : query.contains("DISTINCT") ? removed : stored;
        List<byte[]> messages = new ArrayList<>(rows);
        messages.add(BinaryCopyReaderTest.TRAILER);
        messages.set(0, BinaryCopyReaderTest.concat(BinaryCopyReaderTest.HEADER, messages.get(0)));
        return BinaryCopyReaderTest.reader(messages.toArray(byte[][]::new));
    }

    private void addLatest(String country, String id, long version, String kind, String name, String status) {
        String website = "https://example.org/?a=1|2";
        addRow(country, id, version, kind, "2027-12-31", "2028-01-02", "", name, "Mġarr", website, status);
    }

    private void addRemoved(String id, long version, String date) {
        addRow("EST", id, version, "left", date, date, "E-5", "", "", "", "");
    }

    private void addRow(String country, String id, long version, String... texts) {
        ByteBuffer row = ByteBuffer.allocate(10_000).putShort((short) (4 + texts.length));
        put(row, country);
        put(row, id);
        row.putInt(8).putLong(version);
        put(row, AT);
        List.of(texts).forEach(text -> put(row, text));
        byte[] bytes = new byte[row.position()];
        row.flip().get(bytes);
        latest.add(bytes);
    }

    private static void put(ByteBuffer row, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        row.putInt(bytes.length).put(bytes);
    }
}
