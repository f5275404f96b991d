package run.opentrack.competition.model;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import run.opentrack.http.body.BodyFields;
import run.opentrack.http.body.BodyFields.TextLimit;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonMember.Type;
import run.opentrack.http.error.ApiException;

/** Parser and validator of a competition's members, for a create or a change. Reports all violations at once. */
public final class CompetitionParser {
    /** Members of a competition, in the order of the contract. */
    public static final List<String> MEMBERS = CompetitionData.COMPONENTS.stream()
            .flatMap(component -> switch (component.member()) {
                case "id" -> Stream.of("override_token", "id", "year");
                default -> Stream.of(component.member());
            })
            .toList();

    private static final int MAX_DURATION_DAYS = 366;
    private static final TextLimit NATIONAL_ID = TextLimit.identifier(NationalIdAddress.MAX_LENGTH);
    private static final TextLimit LINE = TextLimit.singleLine(200);
    /** A token that covers thousands of matches is shorter. */
    private static final TextLimit OVERRIDE_TOKEN = TextLimit.identifier(100_000);

    private static final CompetitionData EMPTY = new CompetitionData(
            null, "", null, "", null, "", "", null, null, null, null, null, null, null, null, "", "", "", null, null,
            null, null, null, null);

    private final BodyFields fields;
    private final CompetitionFieldParsers parsers;
    /** Data before a change; null for a new competition. */
    private final CompetitionData previous;
    /** Values of absent members. */
    private final CompetitionData defaults;
    /** Address that the members must agree with; null for none. */
    private final NationalIdAddress address;

    private CompetitionParser(Map<String, JsonMember> members, CompetitionData previous, NationalIdAddress address) {
        this.fields = new BodyFields(members);
        this.parsers = new CompetitionFieldParsers(fields);
        this.previous = previous;
        this.defaults = previous == null ? EMPTY : previous;
        this.address = address;
    }

    /**
     * Parses a whole competition.
     *
     * @throws ApiException 422 with all violations
     */
    public static CompetitionData parse(Map<String, JsonMember> members) {
        return new CompetitionParser(members, null, null).parse();
    }

    /**
     * Parses a whole competition for an address. Members that the address states may be missing, null or empty.
     *
     * @throws ApiException 422 with all violations
     */
    public static CompetitionData parse(NationalIdAddress address, Map<String, JsonMember> members) {
        Map<String, JsonMember> complete = new LinkedHashMap<>(members);
        complete.compute("country_id", (name, sent) -> orDefault(sent, address.countryId()));
        complete.compute("national_id", (name, sent) -> orDefault(sent, address.nationalId()));
        return new CompetitionParser(complete, null, address).parse();
    }

    private static JsonMember orDefault(JsonMember sent, String value) {
        boolean missing = sent == null
                || sent.hasType(Type.NULL)
                || sent.hasType(Type.STRING) && sent.text().isEmpty();
        return missing ? JsonMember.of(Type.STRING, value) : sent;
    }

    /**
     * Applies a change: only the members sent differ. The result must be valid as a whole.
     *
     * @throws ApiException 422 with all violations
     */
    public static CompetitionData parseChange(CompetitionData previous, Map<String, JsonMember> members) {
        return new CompetitionParser(members, previous, null).parse();
    }

    /**
     * Validates a change of the competition at an address as far as possible without the stored competition.
     *
     * @throws ApiException 422 with all violations
     */
    public static void checkChange(NationalIdAddress address, Map<String, JsonMember> members) {
        UUID anyId = new CompetitionFieldParsers(new BodyFields(members)).uuid("id");
        new CompetitionParser(members, EMPTY.withId(anyId), address).parse();
    }

    /**
     * Validates the members of a change as far as possible without the stored competition.
     *
     * @return country after the change, null if it stays
     * @throws ApiException 422 with all violations
     */
    public static String parseCountryOfChange(UUID id, Map<String, JsonMember> members) {
        return parseChange(EMPTY.withId(id), members).countryId();
    }

    /** Returns the override token; null when it is absent or empty. */
    public static String overrideToken(Map<String, JsonMember> members) {
        BodyFields fields = new BodyFields(members);
        String token = fields.text("override_token", OVERRIDE_TOKEN);
        fields.requireValid();
        return token == null || token.isEmpty() ? null : token;
    }

    /** Returns the names of unknown members, sorted. */
    public static List<String> unknownMembers(Map<String, JsonMember> members) {
        TreeSet<String> unknown = new TreeSet<>(members.keySet());
        unknown.removeAll(MEMBERS);
        return List.copyOf(unknown);
    }

    private CompetitionData parse() {
        LocalDate date = required("date", parsers::date, defaults.date());
        CompetitionData data = data(date);
        checkYear(date);
        checkAddress(data);
        fields.text("override_token", OVERRIDE_TOKEN);
        fields.requireValid();
        return data;
    }

    private CompetitionData data(LocalDate date) {
        return new CompetitionData(
                required("full_name", name -> fields.requiredText(name, LINE), defaults.fullName()),
                text("short_name", LINE, defaults.shortName()),
                optional("slug", parsers::slug, defaults.slug()),
                text("name_local", LINE, defaults.nameLocal()),
                required("country_id", parsers::country, defaults.countryId()),
                text("address", TextLimit.multiline(1_000), defaults.address()),
                text("city", LINE, defaults.city()),
                optional("venue_id", parsers::uuid, defaults.venueId()),
                number("latitude", -90, 90, defaults.latitude()),
                number("longitude", -180, 180, defaults.longitude()),
                number("altitude", -500, 9_000, defaults.altitude()),
                date,
                finishDate(date),
                optional("wa_rankings_category_id", parsers::rankingCategory, defaults.waRankingsCategoryId()),
                optional("age_groups", parsers::ageGroups, defaults.ageGroups()),
                nationalId(),
                text("basic_description", TextLimit.multiline(10_000), defaults.basicDescription()),
                text("contact_details", TextLimit.multiline(2_000), defaults.contactDetails()),
                optional("organiser_id", parsers::uuid, defaults.organiserId()),
                optional("website", parsers::link, defaults.website()),
                optional("entry_link", parsers::link, defaults.entryLink()),
                optional("results_link", parsers::link, defaults.resultsLink()),
                id(),
                optional("events", parsers::events, defaults.events()));
    }

    /** A few letters are longer in NFC. */
    private String nationalId() {
        String id = NationalIdAddress.normalize(text("national_id", NATIONAL_ID, defaults.nationalId()));
        return id == null || id.codePointCount(0, id.length()) <= NationalIdAddress.MAX_LENGTH
                ? id
                : fields.reject("national_id", NationalIdAddress.TOO_LONG, "value_error.any_str.max_length");
    }

    private LocalDate finishDate(LocalDate date) {
        LocalDate finish = optional("finish_date", name -> parsers.optionalDate(name, false), defaults.finishDate());
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
        Integer year = parsers.integer("year", 0, 9_999);
        if (year == null || address != null && !agrees("year", year, address.year())) {
            return;
        }
        if (date != null && year != date.getYear()) {
            fields.reject("year", "must be the year of date, " + date.getYear(), "value_error.year");
        }
    }

    private void checkAddress(CompetitionData data) {
        if (address != null) {
            agrees("country_id", data.countryId(), address.countryId());
            agrees("national_id", data.nationalId(), address.nationalId());
        }
    }

    private boolean agrees(String name, Object value, Object ofAddress) {
        boolean agrees = !fields.isPresent(name) || value == null || value.equals(ofAddress);
        if (!agrees) {
            fields.reject(name, "must be " + ofAddress + ", as in the address", "value_error.address");
        }
        return agrees;
    }

    private UUID id() {
        UUID id = parsers.uuid("id");
        if (previous == null) {
            return id;
        }
        if (id != null && !id.equals(previous.id())) {
            fields.reject("id", "cannot be changed", "value_error.id");
        }
        return previous.id();
    }

    private String text(String name, TextLimit limit, String defaultValue) {
        return optional(name, member -> parsers.text(member, limit), defaultValue);
    }

    private Double number(String name, double min, double max, Double defaultValue) {
        return optional(name, member -> parsers.number(member, min, max), defaultValue);
    }

    /** Parses a member if it is present. Otherwise a change keeps its value, and a new competition has the default. */
    private <T> T optional(String name, Function<String, T> parser, T defaultValue) {
        return fields.isPresent(name) ? parser.apply(name) : defaultValue;
    }

    /** Parses a member that a new competition must have. */
    private <T> T required(String name, Function<String, T> parser, T defaultValue) {
        return previous == null || fields.isPresent(name) ? parser.apply(name) : defaultValue;
    }
}
