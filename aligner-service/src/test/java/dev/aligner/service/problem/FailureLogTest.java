package dev.aligner.service.problem;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailureLogTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final FailureLog failures = new FailureLog(now::get);
    private final Logger log = new LoggerContext().getLogger("failures");
    private final ListAppender<ILoggingEvent> seen = new ListAppender<>();

    @BeforeEach
    void watch() {
        seen.start();
        log.addAppender(seen);
    }

    private boolean traced(Throwable error) {
        failures.write(log, "request 7 failed", error);
        ILoggingEvent last = seen.list.get(seen.list.size() - 1);
        assertThat(last.getFormattedMessage()).startsWith("request 7 failed");
        return last.getThrowableProxy() != null;
    }

    private static IllegalStateException broken(String message) {
        return new IllegalStateException(message, new ArithmeticException(message));
    }

    @Test
    void eachKindShowsItsTraceOnceAMinute() {
        assertThat(traced(broken("one"))).isTrue();
        for (int i = 0; i < 1_000; i++) {
            assertThat(traced(broken("again " + i))).isFalse();
        }
        assertThat(traced(new IllegalStateException("elsewhere"))).isTrue();

        now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(traced(broken("later"))).isTrue();
        assertThat(traced(broken("and again"))).isFalse();
        assertThat(seen.list).hasSize(1_004);
    }

    @Test
    void whatIsRememberedIsBounded() {
        Throwable first = broken("first");
        assertThat(traced(first)).isTrue();
        for (int i = 0; i < 64; i++) {
            RuntimeException other = new RuntimeException("other");
            other.setStackTrace(new StackTraceElement[] {new StackTraceElement("Class", "method", "file", i)});
            assertThat(traced(other)).isTrue();
        }

        assertThat(traced(first)).isTrue();
    }
}
