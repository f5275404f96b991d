package run.opentrack.competition.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergeTransactionTest {
    private static final String CHANGES =
            "{\"city\":{\"old\":\"\",\"new\":\"Oslo\"},\"latitude\":{\"old\":null,\"new\":1.50}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "city,latitude | {\"city\":\"Oslo\",\"latitude\":1.50} | city= latitude=null",
                "city          | {\"city\":\"Oslo\",\"latitude\":1.50} | city=",
                "city,latitude | {\"city\":\"Bergen\",\"latitude\":1.50} | latitude=null",
                // Taken, but equal before: no change, and nothing to reset.
                "website,city  | {\"website\":null,\"city\":\"Oslo\"} | city=",
            })
    void members_that_still_have_the_taken_value_get_the_former_one(String taken, String rendered, String reset) {
        assertThat(MergeTransaction.formerValuesOfUnchanged(CHANGES, rendered, taken).entrySet().stream()
                        .map(member -> member.getKey() + "=" + member.getValue().text())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(reset);
    }
}
