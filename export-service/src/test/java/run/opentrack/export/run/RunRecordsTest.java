package run.opentrack.export.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.export.run.RunRepository.PublishedFile;
import run.opentrack.export.run.RunRepository.RunLease;
import run.opentrack.export.store.ExportFile;
import run.opentrack.http.error.ApiException;

class RunRecordsTest {
    private static final Instant NOW = Instant.parse("2027-06-01T02:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void index_lists_every_published_file_with_its_digest() throws IOException {
        PublishedFile file = new PublishedFile("euroath/a.json", 2, 30, "abc", "etag", NOW.minusSeconds(60));
        ExportFile index = IndexFile.of(List.of(file), NOW, folder);
        assertThat(Files.readString(index.content()))
                .isEqualTo("{\"generated_at\":\"2027-06-01T02:00:00Z\",\"files\":[{\"name\":\"euroath/a.json\","
                        + "\"rows\":2,\"bytes\":30,\"sha256\":\"abc\",\"published_at\":\"2027-06-01T01:59:00Z\"}]}");
        assertThat(index.name()).isEqualTo("euroath/index.json");
        assertThat(index.rows()).isEqualTo(1);
        assertThat(index.sha256())
                .isEqualTo(ExportFile.hex(ExportFile.newDigest().digest(Files.readAllBytes(index.content()))));
    }

    @Test
    void started_run_is_rendered_in_snake_case_and_order() throws IOException {
        UUID id = UUID.fromString("5a5c0f6e-8a2b-4d0e-9a51-1c3f8f0d2b67");
        RunView view = RunView.started(new RunLease(id, 1, Optional.empty(), false, NOW));
        ObjectMapper json = new ObjectMapper()
                .registerModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
        assertThat(json.writeValueAsString(view))
                .isEqualTo("{\"id\":\"" + id + "\",\"started_at\":\"2027-06-01T02:00:00Z\",\"finished_at\":null,"
                        + "\"status\":\"running\",\"note\":null,\"attempt\":1,\"progress\":{\"phase\":\"building\","
                        + "\"rows_read\":0,\"files_done\":0,\"files_total\":0},\"durations\":{\"copying_millis\":0,"
                        + "\"shaping_millis\":0,\"sending_millis\":0},\"files\":[]}");
        assertThat(RunView.parse(json, json.writeValueAsString(view))).isEqualTo(view);
        RunView ended = ended("failed", new RunView.FileView("a", 1, 2, "x", "failed", "the reason"));
        String rendered = json.writeValueAsString(ended).replace("00Z\"", "00+00:00\"");
        assertThat(RunView.parse(json, rendered))
                .as("times as PostgreSQL renders them")
                .isEqualTo(ended);
        assertThatThrownBy(() -> RunView.parse(json, "[")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void progress_passes_from_building_to_sending_to_done() {
        RunProgress progress = new RunProgress();
        assertThat(progress.phase()).isEqualTo(RunProgress.Phase.BUILDING);
        assertThat(ExportCommand.describe(progress)).isEqualTo("building, 0 rows read");
        progress.markBuilt(3, Duration.ofMillis(1), Duration.ofMillis(2));
        assertThat(progress.phase()).isEqualTo(RunProgress.Phase.SENDING);
        progress.countFile();
        progress.countFile();
        assertThat(ExportCommand.describe(progress)).isEqualTo("sending, 2 of 3 files");
        progress.markUploaded(Duration.ofMillis(3));
        assertThat(ExportCommand.describe(progress)).isEqualTo("finishing");
        assertThat(progress.durations()).isEqualTo(new RunView.DurationsView(1, 2, 3));
        assertThat(progress.view()).isEqualTo(new RunView.ProgressView("done", 0, 2, 3));
    }

    @Test
    void command_prints_the_result_and_exits_with_it() throws InterruptedException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        RunView.FileView written = new RunView.FileView("a", 1, 2, "x", "written", null);
        RunView.FileView kept = new RunView.FileView("b", 1, 2, "x", "kept", "the reason");
        assertThat(ExportCommand.report(ended("succeeded", written), new PrintStream(printed)))
                .isZero();
        assertThat(ExportCommand.report(ended("partly_failed", written, kept), new PrintStream(printed)))
                .isEqualTo(1);
        assertThat(printed.toString())
                .contains("succeeded: 1 files, 1 written", "b kept: the reason", "partly_failed: 2 files, 1 written")
                .doesNotContain("a written");
        assertThat(new ExportCommand(null, null, null).run("nonsense")).isEqualTo(2);
    }

    @Test
    void age_is_unknown_until_there_is_an_export() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ExportMetrics metrics = new ExportMetrics(null, meters, Clock.fixed(NOW, ZoneOffset.UTC));
        assertThat(meters.get("opentrack.export.age.seconds").gauge().value()).isNaN();
        assertThat(meters.get("opentrack.export.files.failed").gauge().value()).isZero();
        assertThat(metrics).isNotNull();
    }

    @Test
    void loss_of_rows_is_accepted_only_if_requested() {
        assertThat(ExportResource.acceptsShrink(null)).isFalse();
        assertThat(ExportResource.acceptsShrink(new byte[0])).isFalse();
        assertThat(ExportResource.acceptsShrink("{}".getBytes(UTF_8))).isFalse();
        assertThat(ExportResource.acceptsShrink("{\"accept_shrink\": true}".getBytes(UTF_8)))
                .isTrue();
        assertThatThrownBy(() -> ExportResource.acceptsShrink("{\"accept_shrink\": 1}".getBytes(UTF_8)))
                .isInstanceOf(ApiException.class);
    }

    private static RunView ended(String status, RunView.FileView... files) {
        UUID id = UUID.fromString("5a5c0f6e-8a2b-4d0e-9a51-1c3f8f0d2b67");
        RunView started = RunView.started(new RunLease(id, 1, Optional.empty(), false, NOW));
        return new RunView(id, NOW, NOW, status, null, 1, started.progress(), started.durations(), List.of(files));
    }

    @Test
    void run_is_concluded_by_its_gravest_shortcoming() {
        assertThat(ExportRunner.shortcoming(0, 0, 0)).isEmpty();
        assertThat(ExportRunner.shortcoming(1, 2, 3)).contains("1 files were not published");
        assertThat(ExportRunner.shortcoming(0, 2, 3))
                .hasValueSatisfying(
                        note -> assertThat(note).startsWith("2 files were kept").contains("accept_shrink"));
        assertThat(ExportRunner.shortcoming(0, 0, 3)).hasValueSatisfying(note -> assertThat(note)
                .startsWith("3 competitions were written in the API's format only"));
    }
}
