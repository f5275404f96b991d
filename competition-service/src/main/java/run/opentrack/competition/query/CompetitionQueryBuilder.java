package run.opentrack.competition.query;

import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import run.opentrack.competition.model.CompetitionStatus;
import run.opentrack.competition.query.cache.CalendarRange;
import run.opentrack.database.WriteTransaction;

/**
 * Builder of a list's SQL. Each combination of filters has its own text, so that Postgres plans it for its index; every
 * value is bound.
 */
final class CompetitionQueryBuilder {
    private static final String ORDER_BY = " ORDER BY date, full_name, id";
    /** Bytes of the rows before; Postgres knows the length of a stored text without reading it. */
    private static final String BYTES_BEFORE = "sum(octet_length(rendered)) OVER (ORDER BY date, full_name, id"
            + " ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - octet_length(rendered) AS before";

    /**
     * Delay until a write is visible: {@code updated_at} is taken at transaction start but becomes visible at commit.
     * {@code updated_since} is widened by the longest write plus clock skew, so that incremental polling misses nothing.
     */
    private static final Duration MAX_VISIBILITY_DELAY = WriteTransaction.TIMEOUT.plusSeconds(5);

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private Set<IncludedMember> included = Set.of();

    private CompetitionQueryBuilder() {}

    static CompetitionQueryBuilder of(CompetitionFilter filter) {
        CompetitionQueryBuilder query = new CompetitionQueryBuilder();
        query.included = filter.included();
        query.addCountryAndDates(filter);
        query.addOtherFilters(filter);
        return query;
    }

    static CompetitionQueryBuilder of(CalendarRange range) {
        CompetitionQueryBuilder query = new CompetitionQueryBuilder();
        query.add("country_id = %s", range.country());
        query.addDateRange(range.from(), range.to());
        return query;
    }

    /** @param columns columns of each row, comma-separated */
    String sql(String columns) {
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return "SELECT " + columns + " FROM competition" + where + ORDER_BY;
    }

    /** Selects the JSON of each row, as bytes, because they are sent unchanged. */
    String sqlOfJson() {
        return sql(IncludedMember.sqlOf(included));
    }

    /** Selects JSON, date, name and id of the first rows, up to and including the row that reaches {@code maxBytes}. */
    String sqlUpToBytes(int maxRows, long maxBytes) {
        return "SELECT " + IncludedMember.sqlOf(included) + ", date, full_name, id FROM ("
                + sql(IncludedMember.columnsOf(included) + "date, full_name, id, " + BYTES_BEFORE) + " LIMIT " + maxRows
                + ") page WHERE before < " + maxBytes + ORDER_BY;
    }

    Tuple values() {
        return Tuple.from(values);
    }

    private void addCountryAndDates(CompetitionFilter filter) {
        if (filter.countries().size() == 1) {
            add("country_id = %s", filter.countries().get(0));
        } else if (!filter.countries().isEmpty()) {
            add("country_id = ANY(%s)", filter.countries().toArray(String[]::new));
        }
        addDateRange(filter.fromDate(), filter.toDate());
        if (filter.after() != null) {
            addAfter(filter.after());
        }
    }

    private void addDateRange(LocalDate from, LocalDate to) {
        add("date >= %s", from);
        add("date <= %s", to);
    }

    private void addOtherFilters(CompetitionFilter filter) {
        add("national_id = %s", filter.nationalId());
        add("slug = %s", filter.slug());
        addStatuses(filter.statuses());
        add("venue_id = %s", filter.venueId());
        add("organiser_id = %s", filter.organiserId());
        add("wa_rankings_category_id = %s", filter.waRankingsCategoryId());
        add("%s = ANY(age_group_parts)", filter.ageGroup());
        add("array_to_tsvector(search_terms) @@ (%s::text)::tsquery", filter.searchQuery());
        add(
                "updated_at >= %s",
                filter.updatedSince() == null
                        ? null
                        : filter.updatedSince().minus(MAX_VISIBILITY_DELAY).atOffset(ZoneOffset.UTC));
    }

    /** Rows of scheduled competitions have no status. Postgres estimates their number by the column, not by an expression. */
    private void addStatuses(List<String> statuses) {
        String isNull = statuses.contains(CompetitionStatus.SCHEDULED) ? "status IS NULL OR " : "";
        add("(" + isNull + "status = ANY(%s))", statuses.isEmpty() ? null : statuses.toArray(String[]::new));
    }

    private void addAfter(PageCursor cursor) {
        int first = values.size() + 1;
        conditions.add("(date, full_name, id) > ($" + first + ", $" + (first + 1) + ", $" + (first + 2) + ")");
        values.addAll(List.of(cursor.date(), cursor.fullName(), cursor.id()));
    }

    private void add(String condition, Object value) {
        if (value != null) {
            values.add(value);
            conditions.add(condition.replace("%s", "$" + values.size()));
        }
    }
}
