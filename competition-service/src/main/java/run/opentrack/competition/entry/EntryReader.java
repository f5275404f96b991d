package run.opentrack.competition.entry;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonMember;

/** Reads what a client sends of a competition, a whole one or a change to one, and tells everything that is wrong at once. */
public final class EntryReader {
    /** The members of a competition that are read, in the order of the contract. */
    public static final List<String> MEMBERS = List.of(
            "full_name",
            "short_name",
            "slug",
            "name_local",
            "country_id",
            "address",
            "city",
            "venue_id",
            "latitude",
            "longitude",
            "altitude",
            "date",
            "finish_date",
            "wa_rankings_category_id",
            "age_groups",
            "national_id",
            "basic_description",
            "contact_details",
            "organiser_id",
            "website",
            "entry_link",
            "results_link",
            "override_token",
            "id",
            "year",
            "events");

    static final int LONGEST_DAYS = 366;

    private final BodyFields fields;
    private final EntryFields read;
    private final CalendarEntry before;

    private EntryReader(Map<String, JsonMember> members, CalendarEntry before) {
        this.fields = new BodyFields(members);
        this.read = new EntryFields(fields);
        this.before = before;
    }

    /** A whole competition. */
    public static CalendarEntry read(Map<String, JsonMember> members) {
        return new EntryReader(members, null).entry();
    }

    /** A competition after a change: only the members sent differ. The result must be valid as a whole. */
    public static CalendarEntry change(CalendarEntry before, Map<String, JsonMember> members) {
        return new EntryReader(members, before).entry();
    }

    /** The override token sent, or null; an empty one is none. */
    public static String overrideToken(Map<String, JsonMember> members) {
        BodyFields fields = new BodyFields(members);
        String token = fields.text("override_token", TextLimit.singleLine(1_000_000));
        fields.requireValid();
        return token == null || token.isEmpty() ? null : token;
    }

    /** The members that no competition has, sorted. */
    public static List<String> ignored(Map<String, JsonMember> members) {
        TreeSet<String> unknown = new TreeSet<>(members.keySet());
        unknown.removeAll(MEMBERS);
        return List.copyOf(unknown);
    }

    private CalendarEntry entry() {
        LocalDate date = date();
        CalendarEntry entry = new CalendarEntry(
                required(
                        "full_name",
                        () -> fields.requiredText("full_name", TextLimit.singleLine(200)),
                        old().fullName()),
                changed("short_name", () -> read.text("short_name", TextLimit.singleLine(200)), old().shortName()),
                changed("slug", () -> read.slug("slug"), old().slug()),
                changed("name_local", () -> read.text("name_local", TextLimit.singleLine(200)), old().nameLocal()),
                required("country_id", () -> read.country("country_id"), old().countryId()),
                changed("address", () -> read.text("address", TextLimit.multiline(1_000)), old().address()),
                changed("city", () -> read.text("city", TextLimit.singleLine(200)), old().city()),
                changed("venue_id", () -> read.uuid("venue_id"), old().venueId()),
                changed("latitude", () -> read.number("latitude", -90, 90), old().latitude()),
                changed("longitude", () -> read.number("longitude", -180, 180), old().longitude()),
                changed("altitude", () -> read.number("altitude", -500, 9_000), old().altitude()),
                date,
                finishDate(date),
                changed(
                        "wa_rankings_category_id",
                        () -> read.rankingCategory("wa_rankings_category_id"),
                        old().waRankingsCategoryId()),
                changed("age_groups", () -> read.ageGroups("age_groups"), old().ageGroups()),
                changed("national_id", () -> read.text("national_id", TextLimit.singleLine(200)), old().nationalId()),
                changed(
                        "basic_description",
                        () -> read.text("basic_description", TextLimit.multiline(10_000)),
                        old().basicDescription()),
                changed(
                        "contact_details",
                        () -> read.text("contact_details", TextLimit.multiline(2_000)),
                        old().contactDetails()),
                changed("organiser_id", () -> read.uuid("organiser_id"), old().organiserId()),
                changed("website", () -> read.link("website"), old().website()),
                changed("entry_link", () -> read.link("entry_link"), old().entryLink()),
                changed("results_link", () -> read.link("results_link"), old().resultsLink()),
                id(),
                changed("events", () -> read.events("events"), old().events()));
        checkYear(date);
        fields.text("override_token", TextLimit.singleLine(1_000_000));
        fields.requireValid();
        return entry;
    }

    private LocalDate date() {
        return required("date", () -> read.date("date"), old().date());
    }

    private LocalDate finishDate(LocalDate date) {
        LocalDate finish = changed("finish_date", () -> read.optionalDate("finish_date", false), old().finishDate());
        if (date == null || finish == null) {
            return date;
        }
        if (finish.isBefore(date)) {
            return fields.reject("finish_date", "must not be before date, " + date, "value_error.date.order");
        }
        if (finish.isAfter(date.plusDays(LONGEST_DAYS))) {
            return fields.reject(
                    "finish_date", "must be at most " + LONGEST_DAYS + " days after date", "value_error.date.range");
        }
        return finish;
    }

    private void checkYear(LocalDate date) {
        Integer year = read.whole("year", 0, 9_999);
        if (year != null && date != null && year != date.getYear()) {
            fields.reject("year", "must be the year of date, " + date.getYear(), "value_error.year");
        }
    }

    private java.util.UUID id() {
        java.util.UUID id = read.uuid("id");
        if (before == null) {
            return id;
        }
        if (id != null && !id.equals(before.id())) {
            fields.reject("id", "cannot be changed", "value_error.id");
        }
        return before.id();
    }

    private CalendarEntry old() {
        return before == null ? NOTHING : before;
    }

    /** What is not sent stays; of a new competition it is what an absent member means. */
    private <T> T changed(String name, Supplier<T> reader, T old) {
        return fields.isPresent(name) ? reader.get() : old;
    }

    /** The same for a member that a new competition must have. */
    private <T> T required(String name, Supplier<T> reader, T old) {
        return before == null || fields.isPresent(name) ? reader.get() : old;
    }

    private static final CalendarEntry NOTHING = new CalendarEntry(
            null, "", null, "", null, "", "", null, null, null, null, null, null, null, null, "", "", "", null, null,
            null, null, null, null);
}
