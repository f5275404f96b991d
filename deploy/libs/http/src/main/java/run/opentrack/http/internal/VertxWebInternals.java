package run.opentrack.http.internal;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;

/** Adapter to internals of Vert.x Web, the only class of this module that uses them. */
public final class VertxWebInternals {
    private VertxWebInternals() {}

    /** Sets the body of a request that was read by our own handler; the public API has no way to do so. */
    public static void setBody(RoutingContext routing, Buffer body) {
        ((RoutingContextInternal) routing).setBody(body);
    }
}
