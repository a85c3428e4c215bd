package dev.aligner.service.problem;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Brings a request's id from the context of its publishers to the thread that works for it, where logs find it. */
final class LoggedRequestId implements ThreadLocalAccessor<String> {
    /** In a publisher's context as in the log. */
    static final String KEY = "request_id";

    @Override
    public Object key() {
        return KEY;
    }

    @Override
    public @Nullable String getValue() {
        return MDC.get(KEY);
    }

    @Override
    public void setValue(String id) {
        MDC.put(KEY, id);
    }

    @Override
    public void setValue() {
        MDC.remove(KEY);
    }
}
