package run.opentrack.database.change;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import run.opentrack.database.change.ChangeToken.Position;

/**
 * Text of a {@link ChangeToken}: a compact binary form with an HMAC-SHA256 of 128 bits, in base64url, so that a token of all
 * countries fits into a URL.
 */
public final class ChangeTokenCodec {
    private static final int FORMAT = 1;
    private static final int MAC_BYTES = 16;
    /** More than a token of all countries that exist. */
    private static final int MAX_LENGTH = 4_000;

    private static final int HAS_FROM = 1;
    private static final int HAS_TO = 2;
    private static final int HAS_POSITION = 4;

    private ChangeTokenCodec() {}

    public static String encode(ChangeToken token, byte[] key) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(token, out);
            out.write(mac(bytes.toByteArray(), key));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /** @return empty if the text is no token, or was not signed with this key */
    public static Optional<ChangeToken> decode(String text, byte[] key) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            // Several texts have the same bytes if bits of the last character are unused.
            boolean canonical = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(bytes)
                    .equals(text);
            if (!canonical || bytes.length <= MAC_BYTES) {
                return Optional.empty();
            }
            byte[] content = Arrays.copyOf(bytes, bytes.length - MAC_BYTES);
            byte[] mac = Arrays.copyOfRange(bytes, content.length, bytes.length);
            return MessageDigest.isEqual(mac, mac(content, key)) && content[0] == FORMAT
                    ? Optional.of(read(new DataInputStream(new ByteArrayInputStream(content, 1, content.length - 1))))
                    : Optional.empty();
        } catch (IllegalArgumentException | IOException e) {
            return Optional.empty();
        }
    }

    private static void write(ChangeToken token, DataOutputStream out) throws IOException {
        ChangeFilter filter = token.filter();
        out.writeByte(FORMAT);
        out.writeLong(token.epoch());
        out.writeLong(token.issuedAt().toEpochMilli());
        out.writeLong(token.walPosition());
        out.writeByte((filter.from() == null ? 0 : HAS_FROM)
                | (filter.to() == null ? 0 : HAS_TO)
                | (token.position() == null ? 0 : HAS_POSITION));
        out.writeShort(filter.countries().size());
        for (String country : filter.countries()) {
            writeCountry(country, out);
        }
        if (filter.from() != null) {
            out.writeInt((int) filter.from().toEpochDay());
        }
        if (filter.to() != null) {
            out.writeInt((int) filter.to().toEpochDay());
        }
        writeVersions(token.versions(), out);
        if (token.position() != null) {
            writePosition(token.position(), out);
        }
    }

    private static ChangeToken read(DataInputStream in) throws IOException {
        long epoch = in.readLong();
        Instant issuedAt = Instant.ofEpochMilli(in.readLong());
        long walPosition = in.readLong();
        int flags = in.readByte();
        List<String> countries = new ArrayList<>();
        for (int remaining = in.readShort(); remaining > 0; remaining--) {
            countries.add(readCountry(in));
        }
        LocalDate from = (flags & HAS_FROM) == 0 ? null : LocalDate.ofEpochDay(in.readInt());
        LocalDate to = (flags & HAS_TO) == 0 ? null : LocalDate.ofEpochDay(in.readInt());
        SortedMap<String, Long> versions = readVersions(in);
        Position position = (flags & HAS_POSITION) == 0 ? null : readPosition(in);
        return new ChangeToken(
                epoch, issuedAt, walPosition, new ChangeFilter(List.copyOf(countries), from, to), versions, position);
    }

    /** Writes versions as their distances from the highest one, which are shorter. */
    private static void writeVersions(SortedMap<String, Long> versions, DataOutputStream out) throws IOException {
        long max = versions.values().stream().mapToLong(Long::longValue).max().orElse(0);
        out.writeShort(versions.size());
        out.writeLong(max);
        for (SortedMap.Entry<String, Long> entry : versions.entrySet()) {
            writeCountry(entry.getKey(), out);
            writeNumber(max - entry.getValue(), out);
        }
    }

    private static SortedMap<String, Long> readVersions(DataInputStream in) throws IOException {
        SortedMap<String, Long> versions = new TreeMap<>();
        int count = in.readShort();
        long max = in.readLong();
        for (int remaining = count; remaining > 0; remaining--) {
            versions.put(readCountry(in), max - readNumber(in));
        }
        return versions;
    }

    private static void writePosition(Position position, DataOutputStream out) throws IOException {
        writeCountry(position.country(), out);
        out.writeLong(position.version());
        out.writeLong(position.id().getMostSignificantBits());
        out.writeLong(position.id().getLeastSignificantBits());
        out.writeLong(position.removalsAfter());
    }

    private static Position readPosition(DataInputStream in) throws IOException {
        return new Position(readCountry(in), in.readLong(), new UUID(in.readLong(), in.readLong()), in.readLong());
    }

    private static void writeCountry(String country, DataOutputStream out) throws IOException {
        out.writeShort(Integer.parseInt(country, Character.MAX_RADIX));
    }

    private static String readCountry(DataInputStream in) throws IOException {
        return Integer.toString(in.readUnsignedShort(), Character.MAX_RADIX).toUpperCase(Locale.ROOT);
    }

    /** Writes seven bits a byte, the lowest first. */
    private static void writeNumber(long number, DataOutputStream out) throws IOException {
        long rest = number;
        while (rest > 0x7f) {
            out.writeByte((int) rest | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static long readNumber(DataInputStream in) throws IOException {
        long number = 0;
        int shift = 0;
        int next;
        do {
            next = in.readUnsignedByte();
            number |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next > 0x7f);
        return number;
    }

    private static byte[] mac(byte[] content, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
            return Arrays.copyOf(mac.doFinal(content), MAC_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
