package run.opentrack.http.country;

/**
 * A country or territory that a competition can be in.
 *
 * @param iso its ISO 3166-1 alpha-3 code, or XKX for Kosovo
 * @param ioc the code that the International Olympic Committee and World Athletics use, {@code GER} for {@code DEU}
 * @param european whether its federation is a member of European Athletics
 * @param name in English
 */
public record Country(String iso, String ioc, boolean european, String name) {}
