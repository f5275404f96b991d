package run.opentrack.export.component;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import run.opentrack.export.store.PublicFile;
import run.opentrack.export.store.Sha256;

/** The web component that shows a calendar on any page; it reads the files beside it. */
public final class ComponentFile {
    private static final String NAME = "athletics-calendar.js";

    private ComponentFile() {}

    /** @param folder where the run's files lie */
    public static PublicFile in(Path folder) throws IOException {
        try (InputStream source = ComponentFile.class.getResourceAsStream("/web/" + NAME)) {
            byte[] content = source.readAllBytes();
            Path path = Files.write(folder.resolve(NAME), content);
            String contentType = "text/javascript; charset=utf-8";
            return new PublicFile("euroath/" + NAME, path, 0, content.length, Sha256.hex(content), contentType);
        }
    }
}
