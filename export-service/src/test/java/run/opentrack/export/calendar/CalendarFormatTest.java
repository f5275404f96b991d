package run.opentrack.export.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import net.fortuna.ical4j.data.CalendarBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import run.opentrack.export.store.ExportFile;

/** Each format against a golden file in {@code src/test/resources/golden}. */
class CalendarFormatTest {
    private static final String CALENDAR = "domestic_calendar_MLT_2027";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void file_of_two_competitions_equals_the_golden_file(CalendarFormat format) throws IOException {
        CalendarFile calendar = format.open(CALENDAR, folder);
        add(calendar, format.render(TestCompetitions.complete()));
        add(calendar, format.render(TestCompetitions.minimal()));
        ExportFile file = format.finish(calendar, true);
        assertThat(Files.readString(file.content())).isEqualTo(golden(format, "two"));
        assertThat(file.rows()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void file_without_competitions_equals_the_golden_file(CalendarFormat format) throws IOException {
        ExportFile file = format.finish(format.open(CALENDAR, folder), true);
        assertThat(Files.readString(file.content())).isEqualTo(golden(format, "none"));
        assertThat(file.rows()).isZero();
    }

    @Test
    void icalendar_files_are_valid() throws Exception {
        var two = new CalendarBuilder().build(new StringReader(golden(CalendarFormat.ICALENDAR, "two")));
        assertThat(two.validate().getEntries()).isEmpty();
        assertThat(two.getComponents("VEVENT")).hasSize(2);
        var none = new CalendarBuilder().build(new StringReader(golden(CalendarFormat.ICALENDAR, "none")));
        assertThat(none.validate().getEntries()).isEmpty();
        assertThat(none.getComponents()).hasSize(1);
    }

    /** Neither RFC 5545 nor spreadsheets know exponents; JSON files agree with them. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "JSON")
    void no_number_has_an_exponent(CalendarFormat format) {
        String text = format.render(TestCompetitions.with(members -> members.put("latitude", new BigDecimal("1.0E-4"))
                .put("longitude", new BigDecimal("-5.0E-7"))
                .put("altitude", new BigDecimal("1E+3"))));
        assertThat(text).doesNotContainPattern("\\dE[-+]?\\d").contains("0.00010");
    }

    private static void add(CalendarFile file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        file.add(bytes, 0, bytes.length);
    }

    private static String golden(CalendarFormat format, String name) throws IOException {
        String resource = "/golden/" + name + "." + format.name().toLowerCase(Locale.ROOT);
        try (var in = CalendarFormatTest.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
