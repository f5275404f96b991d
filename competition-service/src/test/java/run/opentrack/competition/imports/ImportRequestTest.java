package run.opentrack.competition.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.opentrack.competition.imports.CalendarImport.GonePolicy;
import run.opentrack.competition.imports.ImportRequest.Query;
import run.opentrack.competition.imports.format.SourceFormat;
import run.opentrack.http.error.ApiException;
import run.opentrack.security.OutboundAddressPolicy;

class ImportRequestTest {
    private static final OutboundAddressPolicy POLICY = new OutboundAddressPolicy(new OutboundAddressPolicy.Config() {
        @Override
        public boolean allowHttp() {
            return false;
        }

        @Override
        public Optional<List<String>> allowNetworks() {
            return Optional.empty();
        }
    });

    @Test
    void upload_has_defaults() {
        ImportRequest request = parse(query("EST", null, null, null, null), "text/csv; charset=utf-8", "x");
        assertThat(request.source()).isEqualTo("default");
        assertThat(request.format()).isEqualTo(SourceFormat.CSV);
        assertThat(request.gone()).isEqualTo(GonePolicy.KEEP);
        assertThat(request.dryRun()).isFalse();
        assertThat(request.columns()).isEqualTo("{}");
        assertThat(request.url()).isNull();
    }

    @Test
    void address_is_the_source_if_none_is_named() {
        String body = "{\"url\":\"https://a.ee/k.ics\",\"format\":\"ics\",\"country\":\"EST\"}";
        ImportRequest request = parse(query(null, null, null, null, null), "application/json", body);
        assertThat(request.source()).isEqualTo("https://a.ee/k.ics");
        assertThat(request.format()).isEqualTo(SourceFormat.ICS);
        assertThat(request.content()).isNull();
    }

    @Test
    void array_of_json_is_an_upload() {
        assertThat(parse(query("EST", "s", "true", "delete", "mdy"), "application/json", " [")
                        .format())
                .isEqualTo(SourceFormat.JSON);
    }

    @Test
    void columns_are_pairs_of_their_name_and_ours() {
        Query query = new Query("EST", null, null, null, null, List.of("Kuu päev: date,Nimi:full_name", "a:b:city"));
        assertThat(parse(query, "text/csv", "x").columns())
                .isEqualTo("{\"kuu_päev\":\"date\",\"nimi\":\"full_name\",\"a:b\":\"city\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "country    | GER | | | | |        text/csv | its ISO code is DEU",
                "country    |     | | | | |        text/csv | field required",
                "source     | EST | ' ' | | | |    text/csv | must be a name",
                "dry_run    | EST | | yes | | |    text/csv | must be true or false",
                "gone       | EST | | | drop | |   text/csv | must be keep, cancel or delete",
                "date_order | EST | | | | ymd |    text/csv | must be dmy or mdy",
                "Content-Type | EST | | | | |      text/plain | must be text/csv"
            })
    void invalid_parameter_is_422(
            String loc,
            String country,
            String source,
            String dryRun,
            String gone,
            String dateOrder,
            String type,
            String message) {
        assertInvalid(query(country, source, dryRun, gone, dateOrder), type, "x", loc, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'url':'http://a.ee/','format':'ics','country':'EST'}      | url     | must be an https URL",
                "{'url':'https://127.0.0.1/','format':'ics','country':'EST'} | url     | not an IP address",
                "{'format':'ics','country':'EST'}                           | url     | field required",
                "{'url':'https://a.ee/','country':'EST'}                    | format  | field required",
                "{'url':'https://a.ee/','format':'xml','country':'EST'}     | format  | must be csv, ics or json",
                "{'url':'https://a.ee/','format':'ics','country':'est'}     | country | did you mean EST",
                "{'url':'https://a.ee/','format':'ics'}                     | country | field required"
            },
            quoteCharacter = '~')
    void invalid_address_is_422(String body, String loc, String message) {
        Query query = query(null, null, null, null, null);
        assertInvalid(query, "application/json", body.replace('\'', '"'), loc, message);
    }

    @Test
    void country_of_body_and_query_must_agree() {
        String body = "{\"url\":\"https://a.ee/k.ics\",\"format\":\"ics\",\"country\":\"EST\"}";
        assertInvalid(query("LVA", null, null, null, null), "application/json", body, "country", "of the query");
    }

    @Test
    void all_violations_are_reported_at_once() {
        assertThatThrownBy(() -> parse(query(null, null, "x", "y", "z"), null, ""))
                .isInstanceOfSatisfying(ApiException.class, error -> assertThat((List<?>) error.detail())
                        .hasSize(6));
    }

    @ParameterizedTest
    @CsvSource({
        "2027-05-08T00:00:00Z, 2027-05-09T00:00:00Z",
        "2027-05-07T23:59:59Z, 2027-05-08T00:00:00Z",
        "2027-12-01T00:30:00Z, 2027-12-01T01:00:00Z",
        "2027-03-28T00:30:00Z, 2027-03-28T01:00:00Z"
    })
    void night_follows_in_the_zone_of_the_settings(Instant now, Instant next) {
        assertThat(ImportJob.nextDailyRun(now, config())).isEqualTo(next);
    }

    private static ImportConfig config() {
        return new ImportConfig() {
            @Override
            public LocalTime time() {
                return LocalTime.of(1, 0);
            }

            @Override
            public ZoneId zone() {
                return ZoneId.of("Europe/London");
            }

            @Override
            public Duration fetchTimeout() {
                return Duration.ofSeconds(1);
            }

            @Override
            public Duration retention() {
                return Duration.ofDays(1);
            }
        };
    }

    private static void assertInvalid(Query query, String type, String body, String loc, String message) {
        assertThatThrownBy(() -> parse(query, type, body)).isInstanceOfSatisfying(ApiException.class, error -> {
            assertThat(error.status()).isEqualTo(422);
            assertThat(error.detail().toString()).contains(loc + "]").contains(message);
        });
    }

    private static ImportRequest parse(Query query, String contentType, String body) {
        return ImportRequest.parse(query, contentType, body.getBytes(StandardCharsets.UTF_8), POLICY);
    }

    private static Query query(String country, String source, String dryRun, String gone, String dateOrder) {
        return new Query(country, source, dryRun, gone, dateOrder, List.of());
    }
}
