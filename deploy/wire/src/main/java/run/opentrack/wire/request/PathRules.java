package run.opentrack.wire.request;

import java.util.regex.Pattern;

/**
 * Which paths are plain: no escape that hides a slash, a dot or a control, no matrix parameter, no dot segment, no empty
 * segment. All others are unknown paths, before anything interprets them in its own way.
 */
public final class PathRules {
    private static final Pattern TRICK = Pattern.compile(
            "//|\\\\|;|/\\.{1,2}(/|$)|%(2[eEfF]|5[cC]|3[bB]|25|[01][0-9a-fA-F]|7[fF])|%(?![0-9a-fA-F]{2})|[\\x00-\\x20\\x7f]");

    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9a-fA-F]{2})");

    private PathRules() {}

    /** Whether every escape of a query can be decoded. */
    public static boolean isReadableQuery(String query) {
        return query == null || !BROKEN_ESCAPE.matcher(query).find();
    }

    public static boolean isPlain(String path) {
        return path.startsWith("/") && !TRICK.matcher(path).find();
    }
}
