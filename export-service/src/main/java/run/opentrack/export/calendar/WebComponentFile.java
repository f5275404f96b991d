package run.opentrack.export.calendar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import run.opentrack.export.store.ExportFile;
import run.opentrack.export.store.Sha256;

/** Web component {@code <athletics-calendar>}, published beside the calendars that it reads. */
public final class WebComponentFile {
    private static final String NAME = "athletics-calendar.js";

    private WebComponentFile() {}

    /**
     * Writes the component.
     *
     * @param folder folder of the run's files
     */
    public static ExportFile write(Path folder) throws IOException {
        try (InputStream source = WebComponentFile.class.getResourceAsStream("/web/" + NAME)) {
            byte[] content = source.readAllBytes();
            Path path = Files.write(folder.resolve(NAME), content);
            String contentType = "text/javascript; charset=utf-8";
            return new ExportFile("euroath/" + NAME, path, 0, content.length, Sha256.hex(content), contentType);
        }
    }
}
