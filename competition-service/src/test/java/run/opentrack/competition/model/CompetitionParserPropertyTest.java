package run.opentrack.competition.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import run.opentrack.http.body.JsonMember;
import run.opentrack.http.body.JsonObjectParser;
import run.opentrack.http.body.TextValidator;
import run.opentrack.http.error.ApiException;
import run.opentrack.http.error.Violation;

/** Property tests with fixed seeds: any JSON for a member is rejected by the member's name, or stored. */
class CompetitionParserPropertyTest {
    private static final Map<String, String> REQUIRED_MEMBERS =
            Map.of("full_name", "\"Cup\"", "country_id", "\"EST\"", "date", "\"2027-05-08\"");
    private static final Set<String> IDENTIFIERS =
            Set.of("country_id", "national_id", "website", "entry_link", "results_link");
    private static final Set<String> TEXTS = Set.of(
            "full_name",
            "short_name",
            "name_local",
            "country_id",
            "address",
            "city",
            "national_id",
            "basic_description",
            "contact_details",
            "website",
            "entry_link",
            "results_link");
    private static final Set<String> DATES = Set.of("date", "finish_date", "year");

    @Property(tries = 2_000, seed = "20270612")
    void any_value_of_a_member_is_rejected_by_its_name_or_stored(
            @ForAll("members") String member, @ForAll("values") String json) {
        Map<String, JsonMember> sent = members(with(member, json));
        CompetitionData entry;
        try {
            entry = CompetitionParser.parse(sent);
        } catch (ApiException rejection) {
            requireNamed(rejection, member);
            return;
        }
        String rendered = CompetitionJson.render(entry, "cup");
        Map<String, JsonMember> returned = members(rendered);
        assertThat(List.copyOf(returned.keySet())).isEqualTo(CompetitionParser.MEMBERS);
        assertThat(CompetitionJson.render(CompetitionParser.parse(returned), "cup"))
                .as("read again")
                .isEqualTo(rendered);
        requireStored(member, sent.get(member), returned.get(member));
    }

    @Property(tries = 1_000, seed = "20270613")
    void all_violations_are_reported_at_once_in_short_messages(
            @ForAll("members") String one,
            @ForAll("members") String other,
            @ForAll("values") String a,
            @ForAll("values") String b) {
        Map<String, String> both = with(one, a);
        both.put(other, b);
        boolean bothInvalid = !one.equals(other) && isInvalid(with(one, a)) && isInvalid(with(other, b));
        try {
            CompetitionParser.parse(members(both));
            assertThat(bothInvalid).isFalse();
        } catch (ApiException rejection) {
            assertThat(violations(rejection))
                    .allSatisfy(violation -> assertThat(violation.msg()).hasSizeLessThan(2_300));
            boolean oneOfThem = DATES.contains(one) && DATES.contains(other);
            if (bothInvalid && !oneOfThem) {
                assertThat(violations(rejection).size()).isGreaterThanOrEqualTo(2);
            }
        }
    }

    @Provide
    Arbitrary<String> members() {
        return Arbitraries.of(CompetitionParser.MEMBERS);
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, near()),
                Tuple.of(3, texts().map(CompetitionParserPropertyTest::quoted)),
                Tuple.of(2, numbers()),
                Tuple.of(
                        2,
                        Arbitraries.lazy(() -> values().list().ofMaxSize(3))
                                .map(items -> "[" + String.join(", ", items) + "]")),
                Tuple.of(1, Arbitraries.lazy(() -> values()).map(value -> "{\"a\" : " + value + "}")));
    }

    /** Values that are valid, or nearly so, for some member. */
    private static Arbitrary<String> near() {
        return Arbitraries.of(
                "null",
                "true",
                "false",
                "\"\"",
                "\" \"",
                "[]",
                "{}",
                "[{}]",
                "[\"U14,U16\", \" SEN \"]",
                "[null]",
                "[{\"event_code\":\"100\", \"x\":1.50}]",
                "\"EST\"",
                "\"est\"",
                "\"GER\"",
                "\"2027-5-9\"",
                "\"2028-05-10\"",
                "\"2027-02-29\"",
                "\"2027-05-08T10:00\"",
                "\"8.5.2027\"",
                "2027",
                "\"2027\"",
                "\" 2027 \"",
                "2027.0",
                "10.7",
                "\"DF\"",
                "\"df\"",
                "15",
                "\"20.123\"",
                "-90",
                "90.0",
                "90.0000001",
                "9000",
                "-0.0",
                "1e2",
                "1e999",
                "1e-999",
                "\"1e2\"",
                "\"0x1\"",
                "\"+5\"",
                "\"5.\"",
                "\"ebd3ec4b-4782-41ca-9895-3c298971c711\"",
                "\"EBD3EC4B478241CA98953C298971C711\"",
                "\"{ebd3ec4b}\"",
                "\"https://example.org/a?b=c#d\"",
                "\"HTTP://example.org\"",
                "\"www.example.org\"",
                "\"javascript:x\"",
                "\"a-slug-2\"",
                "\"A slug\"",
                "\"a\\u0000b\"",
                "\"a\\nb\"",
                "\"\\ud800\"",
                "\"e\\u0301\"");
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(300),
                Arbitraries.strings().ascii().ofMaxLength(90));
    }

    private static Arbitrary<String> numbers() {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.bigDecimals()
                        .between(BigDecimal.valueOf(-1e9), BigDecimal.valueOf(1e9))
                        .ofScale(5)
                        .map(Object::toString),
                Arbitraries.integers().between(-200, 10_000).map(String::valueOf));
    }

    private static Map<String, String> with(String member, String json) {
        Map<String, String> sent = new LinkedHashMap<>(REQUIRED_MEMBERS);
        sent.put(member, json);
        return sent;
    }

    private static Map<String, JsonMember> members(Map<String, String> sent) {
        return members(sent.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\": " + member.getValue())
                .collect(Collectors.joining(",", "{", "}")));
    }

    private static Map<String, JsonMember> members(String json) {
        return JsonObjectParser.members(json.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isInvalid(Map<String, String> sent) {
        try {
            CompetitionParser.parse(members(sent));
            return false;
        } catch (ApiException rejection) {
            return true;
        }
    }

    private static void requireNamed(ApiException rejection, String member) {
        assertThat(rejection.status()).isEqualTo(422);
        assertThat(violations(rejection)).isNotEmpty().allSatisfy(violation -> {
            assertThat(violation.loc().get(0)).isEqualTo("body");
            String named = violation.loc().get(1).toString();
            assertThat(named.equals(member) || DATES.contains(member) && DATES.contains(named))
                    .as(named + " for " + member)
                    .isTrue();
            assertThat(violation.type()).matches("(value|type)_error[a-z_.]*");
        });
    }

    private static void requireStored(String member, JsonMember sent, JsonMember returned) {
        boolean given = sent != null && !sent.hasType(JsonMember.Type.NULL);
        if (given && TEXTS.contains(member)) {
            assertThat(returned.text())
                    .isEqualTo(
                            member.equals("national_id")
                                    ? NationalIdAddress.normalize(sent.text())
                                    : IDENTIFIERS.contains(member)
                                            ? TextValidator.trimIdentifier(sent.text())
                                            : TextValidator.isBlank(sent.text())
                                                    ? ""
                                                    : TextValidator.trim(sent.text()));
        } else if (given && member.equals("events")) {
            assertThat(returned.text()).isEqualTo(sent.text());
        } else if (given && member.equals("age_groups")) {
            assertThat(returned.items()).hasSameSizeAs(sent.items());
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Violation> violations(ApiException rejection) {
        return new ArrayList<>((List<Violation>) rejection.detail());
    }

    /** JSON string in ASCII only, so that unpaired surrogates can be sent. */
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            json.append(c < ' ' || c > '~' || c == '"' || c == '\\' ? String.format("\\u%04x", (int) c) : c);
        }
        return json.append('"').toString();
    }
}
