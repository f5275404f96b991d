package run.opentrack.http.request;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.inject.Singleton;

/** Removes API keys from spans. Requests with a key in their URL are rejected, but traced before. */
@Singleton
class ApiKeySpanProcessor implements SpanProcessor {
    private static final String REMOVED = "removed: it contained an API key";

    @Override
    @SuppressWarnings("unchecked")
    public void onStart(Context parent, ReadWriteSpan span) {
        if (UriValidator.containsApiKey(span.getName())) {
            span.updateName(REMOVED);
        }
        span.getAttributes().forEach((key, value) -> {
            if (value instanceof String text && UriValidator.containsApiKey(text)) {
                span.setAttribute((AttributeKey<String>) key, REMOVED);
            }
        });
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {}

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
