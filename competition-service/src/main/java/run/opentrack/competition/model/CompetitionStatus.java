package run.opentrack.competition.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import run.opentrack.database.CompetitionColumns;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonMember;

/**
 * Status of a competition, which is stored and sent beside its 26 members. It is rendered when it is set; a competition
 * whose status was never set has none stored and is scheduled since its creation. Queries render it by
 * {@link CompetitionColumns#STATUS}.
 *
 * @param status one of {@link #NAMES}
 * @param reason empty for none
 * @param since RFC 3339, in UTC
 * @param previousDates former values of {@code date}, the latest one last
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record CompetitionStatus(String status, String reason, String since, List<String> previousDates) {
    public static final String SCHEDULED = "scheduled";
    public static final String CANCELLED = "cancelled";
    private static final String RESCHEDULED = "rescheduled";
    private static final List<String> SETTABLE = List.of(SCHEDULED, "provisional", "postponed", CANCELLED, "finished");
    public static final List<String> NAMES =
            List.of(SCHEDULED, "provisional", "postponed", CANCELLED, "finished", RESCHEDULED);

    /** A calendar that moves a competition each night must not let its status grow without limit. */
    private static final int MAX_PREVIOUS_DATES = 20;

    private static final TextLimit NAME = TextLimit.identifier(100);
    private static final TextLimit REASON = TextLimit.singleLine(500);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Change to a status that clients may set. */
    public record Change(String status, String reason) {
        /** @throws run.opentrack.http.error.ApiException 422 with all violations */
        public static Change parse(Map<String, JsonMember> members) {
            BodyFields fields = new BodyFields(members);
            String status = fields.requiredText("status", NAME);
            if (status != null && !SETTABLE.contains(status)) {
                fields.reject(
                        "status",
                        "must be scheduled, provisional, postponed, cancelled or finished",
                        "value_error.const");
            }
            String reason = fields.text("reason", REASON);
            fields.requireValid();
            return new Change(status, reason == null ? "" : reason);
        }
    }

    /** Status of a competition that was never set. */
    static CompetitionStatus initial(Instant createdAt) {
        return new CompetitionStatus(SCHEDULED, "", CompetitionColumns.formatTime(createdAt), List.of());
    }

    static CompetitionStatus parse(String json) {
        try {
            return JSON.readValue(json, CompetitionStatus.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored status is invalid", e);
        }
    }

    /** Returns the object of the API. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the status after a change, which keeps the time of a status that stays. */
    public CompetitionStatus apply(Change change, Instant now) {
        String begin = change.status.equals(status) ? since : CompetitionColumns.formatTime(now);
        return new CompetitionStatus(change.status, change.reason, begin, previousDates);
    }

    /**
     * Returns the status after a change of the date: a scheduled competition is rescheduled.
     *
     * @param formerDate the date before the change
     */
    public CompetitionStatus move(LocalDate formerDate, Instant now) {
        if (!status.equals(SCHEDULED) && !status.equals(RESCHEDULED)) {
            return this;
        }
        List<String> dates = new ArrayList<>(previousDates);
        dates.remove(formerDate.toString());
        dates.add(formerDate.toString());
        List<String> latest = dates.subList(Math.max(0, dates.size() - MAX_PREVIOUS_DATES), dates.size());
        return new CompetitionStatus(RESCHEDULED, "", CompetitionColumns.formatTime(now), List.copyOf(latest));
    }

    public CompetitionStatus withReason(String newReason) {
        return new CompetitionStatus(status, newReason, since, previousDates);
    }
}
