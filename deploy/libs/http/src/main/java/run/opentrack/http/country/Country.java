package run.opentrack.http.country;

/**
 * Country or territory in which a competition can take place.
 *
 * @param iso ISO 3166-1 alpha-3 code, or XKX for Kosovo
 * @param ioc code of the International Olympic Committee and World Athletics, {@code GER} for {@code DEU}
 * @param european true if its federation is a member of European Athletics
 * @param name English name
 */
public record Country(String iso, String ioc, boolean european, String name) {}
