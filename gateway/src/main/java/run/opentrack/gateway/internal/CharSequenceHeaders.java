package run.opentrack.gateway.internal;

import io.vertx.core.MultiMap;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.Iterator;
import java.util.Map;

/** Adapter to header iteration without conversion to strings, which the public {@link MultiMap} does not offer. */
public final class CharSequenceHeaders {
    private CharSequenceHeaders() {}

    /** @param headers as created by Vert.x */
    public static Iterator<Map.Entry<CharSequence, CharSequence>> iterator(MultiMap headers) {
        return ((HeadersMultiMap) headers).iteratorCharSequence();
    }
}
