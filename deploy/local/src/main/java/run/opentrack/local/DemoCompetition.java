package run.opentrack.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.temporal.TemporalAdjusters;

/** A row of the demonstration data: an annual competition on the weekend near a given date. */
record DemoCompetition(String[] cells) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int COLUMNS = 12;

    static DemoCompetition parse(String line) {
        String[] cells = line.split(";", -1);
        if (cells.length != COLUMNS) {
            throw new StartupException("demo/competitions.csv: a row must have " + COLUMNS + " columns: " + line);
        }
        return new DemoCompetition(cells);
    }

    /** Create body for a year. One-day events are on Saturday, longer ones end on Sunday. */
    JsonNode bodyForYear(int year) {
        LocalDate saturday =
                MonthDay.parse("--" + cells[1]).atYear(year).with(TemporalAdjusters.nextOrSame(DayOfWeek.SATURDAY));
        int days = Integer.parseInt(cells[2]);
        ObjectNode competition = JSON.createObjectNode()
                .put("full_name", cells[4])
                .put("short_name", cells[5])
                .put("name_local", cells[6])
                .put("country_id", cells[0])
                .put("city", cells[7])
                .put("latitude", Double.parseDouble(cells[8]))
                .put("longitude", Double.parseDouble(cells[9]))
                .put("date", saturday.minusDays(Math.max(0, days - 2)).toString())
                .put("finish_date", saturday.plusDays(days > 1 ? 1 : 0).toString())
                .put("wa_rankings_category_id", Integer.parseInt(cells[3]));
        competition.putArray("age_groups").add(cells[10]);
        ArrayNode events = competition.putArray("events");
        for (String code : cells[11].isEmpty() ? new String[0] : cells[11].split(" ")) {
            events.addObject().put("event_code", code).put("genders", "MF");
        }
        return competition;
    }
}
