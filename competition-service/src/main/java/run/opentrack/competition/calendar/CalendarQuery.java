package run.opentrack.competition.calendar;

import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The SQL of a list. There is one text for each combination of filters, so that Postgres plans each for its index, and
 * every value is bound.
 */
final class CalendarQuery {
    private static final String ORDER = " ORDER BY date, full_name, id";
    /** How many bytes the rows before it are. The length of a stored text is known without reading it. */
    static final String BYTES_BEFORE = "sum(octet_length(rendered)) OVER (ORDER BY date, full_name, id"
            + " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - octet_length(rendered) AS before";

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    private CalendarQuery(CalendarFilter filter) {
        addPlaceAndTime(filter);
        addRest(filter);
    }

    static CalendarQuery of(CalendarFilter filter) {
        return new CalendarQuery(filter);
    }

    /** @param columns what is read of each row */
    String sql(String columns) {
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return "SELECT " + columns + " FROM competition" + where + ORDER;
    }

    /**
     * The first rows: JSON, date, name and id of each, until they are so many bytes. The row with which they are is the
     * last one.
     */
    String sqlWithin(int rows, long bytes) {
        return within(sql("rendered, date, full_name, id, " + BYTES_BEFORE) + " LIMIT " + rows, bytes);
    }

    /** @param rows a statement of which {@link #BYTES_BEFORE} is a column */
    static String within(String rows, long bytes) {
        return "SELECT convert_to(rendered, 'UTF8'), date, full_name, id FROM (" + rows + ") page" + " WHERE before < "
                + bytes + ORDER;
    }

    Tuple values() {
        return Tuple.from(values);
    }

    private void addPlaceAndTime(CalendarFilter filter) {
        if (filter.countries().size() == 1) {
            add("country_id = %s", filter.countries().get(0));
        } else if (!filter.countries().isEmpty()) {
            add("country_id = ANY(%s)", filter.countries().toArray(String[]::new));
        }
        add("date >= %s", filter.fromDate());
        add("date <= %s", filter.toDate());
        if (filter.year() != null) {
            add("date >= %s", LocalDate.of(filter.year(), 1, 1));
            add("date <= %s", LocalDate.of(filter.year(), 12, 31));
        }
        if (filter.after() != null) {
            addAfter(filter.after());
        }
    }

    private void addRest(CalendarFilter filter) {
        add("national_id = %s", filter.nationalId());
        add("slug = %s", filter.slug());
        add("venue_id = %s", filter.venueId());
        add("organiser_id = %s", filter.organiserId());
        add("wa_rankings_category_id = %s", filter.waRankingsCategoryId());
        add("%s = ANY(age_group_parts)", filter.ageGroup());
        add("array_to_tsvector(search_terms) @@ (%s::text)::tsquery", filter.searchQuery());
        add(
                "updated_at >= %s",
                filter.updatedSince() == null ? null : filter.updatedSince().atOffset(ZoneOffset.UTC));
    }

    private void addAfter(PagePlace place) {
        int first = values.size() + 1;
        conditions.add("(date, full_name, id) > ($" + first + ", $" + (first + 1) + ", $" + (first + 2) + ")");
        values.addAll(List.of(place.date(), place.fullName(), place.id()));
    }

    private void add(String condition, Object value) {
        if (value != null) {
            values.add(value);
            conditions.add(condition.replace("%s", "$" + values.size()));
        }
    }
}
