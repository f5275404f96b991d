package run.opentrack.export.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.opentrack.export.run.RunRepository.PublishedFile;
import run.opentrack.export.run.RunRepository.RunLease;
import run.opentrack.export.store.ExportFile;

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
        JsonNode parsed = json.readTree(json.writeValueAsString(view));
        assertThat(parsed.get("files")).isEmpty();
    }

    @Test
    void progress_passes_from_building_to_sending_to_done() {
        RunProgress progress = new RunProgress();
        assertThat(progress.phase()).isEqualTo(RunProgress.Phase.BUILDING);
        progress.markBuilt(3, Duration.ofMillis(1), Duration.ofMillis(2));
        assertThat(progress.phase()).isEqualTo(RunProgress.Phase.SENDING);
        progress.countFile();
        progress.countFile();
        assertThat(progress.filesDone()).isEqualTo(2);
        assertThat(progress.filesTotal()).isEqualTo(3);
        progress.markUploaded(Duration.ofMillis(3));
        assertThat(progress.phase()).isEqualTo(RunProgress.Phase.DONE);
        assertThat(List.of(progress.copyDuration(), progress.renderDuration(), progress.uploadDuration()))
                .extracting(Duration::toMillis)
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void lost_lease_states_whether_a_file_may_have_been_overwritten() {
        assertThat(LeaseLostException.beforeWriting().mayHaveWritten()).isFalse();
        assertThat(LeaseLostException.whileWriting("a.json").mayHaveWritten()).isTrue();
        assertThat(LeaseLostException.whileWriting("a.json")).hasMessageContaining("a.json");
    }
}
