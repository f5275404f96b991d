package run.opentrack.competition.model;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonMember;

/** Reads what a client sends of a competition, a whole one or a change to one, and tells everything that is wrong at once. */
public final class CompetitionParser {
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

    static final int MAX_DURATION_DAYS = 366;

    private final BodyFields fields;
    private final CompetitionFieldParsers parse;
    private final CompetitionData previous;

    private CompetitionParser(Map<String, JsonMember> members, CompetitionData previous) {
        this.fields = new BodyFields(members);
        this.parse = new CompetitionFieldParsers(fields);
        this.previous = previous;
    }

    /** A whole competition. */
    public static CompetitionData parse(Map<String, JsonMember> members) {
        return new CompetitionParser(members, null).data();
    }

    /** A competition after a change: only the members sent differ. The result must be valid as a whole. */
    public static CompetitionData parseChange(CompetitionData previous, Map<String, JsonMember> members) {
        return new CompetitionParser(members, previous).data();
    }

    /** The override token sent, or null; an empty one is none. */
    public static String overrideToken(Map<String, JsonMember> members) {
        BodyFields fields = new BodyFields(members);
        String token = fields.text("override_token", TextLimit.singleLine(1_000_000));
        fields.requireValid();
        return token == null || token.isEmpty() ? null : token;
    }

    /** The members that no competition has, sorted. */
    public static List<String> unknownMembers(Map<String, JsonMember> members) {
        TreeSet<String> unknown = new TreeSet<>(members.keySet());
        unknown.removeAll(MEMBERS);
        return List.copyOf(unknown);
    }

    private CompetitionData data() {
        LocalDate date = date();
        CompetitionData data = new CompetitionData(
                required(
                        "full_name",
                        () -> fields.requiredText("full_name", TextLimit.singleLine(200)),
                        defaults().fullName()),
                optional(
                        "short_name",
                        () -> parse.text("short_name", TextLimit.singleLine(200)),
                        defaults().shortName()),
                optional("slug", () -> parse.slug("slug"), defaults().slug()),
                optional(
                        "name_local",
                        () -> parse.text("name_local", TextLimit.singleLine(200)),
                        defaults().nameLocal()),
                required(
                        "country_id",
                        () -> parse.country("country_id"),
                        defaults().countryId()),
                optional(
                        "address",
                        () -> parse.text("address", TextLimit.multiline(1_000)),
                        defaults().address()),
                optional(
                        "city",
                        () -> parse.text("city", TextLimit.singleLine(200)),
                        defaults().city()),
                optional("venue_id", () -> parse.uuid("venue_id"), defaults().venueId()),
                optional(
                        "latitude",
                        () -> parse.number("latitude", -90, 90),
                        defaults().latitude()),
                optional(
                        "longitude",
                        () -> parse.number("longitude", -180, 180),
                        defaults().longitude()),
                optional(
                        "altitude",
                        () -> parse.number("altitude", -500, 9_000),
                        defaults().altitude()),
                date,
                finishDate(date),
                optional(
                        "wa_rankings_category_id",
                        () -> parse.rankingCategory("wa_rankings_category_id"),
                        defaults().waRankingsCategoryId()),
                optional(
                        "age_groups",
                        () -> parse.ageGroups("age_groups"),
                        defaults().ageGroups()),
                optional(
                        "national_id",
                        () -> parse.text("national_id", TextLimit.singleLine(200)),
                        defaults().nationalId()),
                optional(
                        "basic_description",
                        () -> parse.text("basic_description", TextLimit.multiline(10_000)),
                        defaults().basicDescription()),
                optional(
                        "contact_details",
                        () -> parse.text("contact_details", TextLimit.multiline(2_000)),
                        defaults().contactDetails()),
                optional(
                        "organiser_id",
                        () -> parse.uuid("organiser_id"),
                        defaults().organiserId()),
                optional("website", () -> parse.link("website"), defaults().website()),
                optional(
                        "entry_link", () -> parse.link("entry_link"), defaults().entryLink()),
                optional(
                        "results_link",
                        () -> parse.link("results_link"),
                        defaults().resultsLink()),
                id(),
                optional("events", () -> parse.events("events"), defaults().events()));
        checkYear(date);
        fields.text("override_token", TextLimit.singleLine(1_000_000));
        fields.requireValid();
        return data;
    }

    private LocalDate date() {
        return required("date", () -> parse.date("date"), defaults().date());
    }

    private LocalDate finishDate(LocalDate date) {
        LocalDate finish = optional(
                "finish_date",
                () -> parse.optionalDate("finish_date", false),
                defaults().finishDate());
        if (date == null || finish == null) {
            return date;
        }
        if (finish.isBefore(date)) {
            return fields.reject("finish_date", "must not be before date, " + date, "value_error.date.order");
        }
        if (finish.isAfter(date.plusDays(MAX_DURATION_DAYS))) {
            return fields.reject(
                    "finish_date",
                    "must be at most " + MAX_DURATION_DAYS + " days after date",
                    "value_error.date.range");
        }
        return finish;
    }

    private void checkYear(LocalDate date) {
        Integer year = parse.integer("year", 0, 9_999);
        if (year != null && date != null && year != date.getYear()) {
            fields.reject("year", "must be the year of date, " + date.getYear(), "value_error.year");
        }
    }

    private java.util.UUID id() {
        java.util.UUID id = parse.uuid("id");
        if (previous == null) {
            return id;
        }
        if (id != null && !id.equals(previous.id())) {
            fields.reject("id", "cannot be changed", "value_error.id");
        }
        return previous.id();
    }

    private CompetitionData defaults() {
        return previous == null ? EMPTY : previous;
    }

    /** What is not sent stays; of a new competition it is what an absent member means. */
    private <T> T optional(String name, Supplier<T> parser, T defaultValue) {
        return fields.isPresent(name) ? parser.get() : defaultValue;
    }

    /** The same for a member that a new competition must have. */
    private <T> T required(String name, Supplier<T> parser, T defaultValue) {
        return previous == null || fields.isPresent(name) ? parser.get() : defaultValue;
    }

    private static final CompetitionData EMPTY = new CompetitionData(
            null, "", null, "", null, "", "", null, null, null, null, null, null, null, null, "", "", "", null, null,
            null, null, null, null);
}
