package run.opentrack.gateway.site;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Optional;
import run.opentrack.http.body.Countries;

/** JSON of the settings that the pages need without a token: calendar URL and country names. */
final class SiteSettingsJson {
    private SiteSettingsJson() {}

    static Buffer render(Optional<URI> calendars, String prefix) {
        JsonObject countries = new JsonObject();
        Countries.all().forEach(country -> countries.put(country.iso(), country.name()));
        return new JsonObject()
                .put(
                        "calendars",
                        calendars.map(url -> withoutSlash(url) + "/" + prefix).orElse(null))
                .put("countries", countries)
                .toBuffer();
    }

    private static String withoutSlash(URI url) {
        return url.toString().replaceAll("/+$", "");
    }
}
