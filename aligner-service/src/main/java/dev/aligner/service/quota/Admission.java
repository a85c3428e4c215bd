package dev.aligner.service.quota;

import java.time.Duration;

/** Whether a request may begin. */
public sealed interface Admission {

    /** It may. Whoever has this closes it when the request is over. */
    record Granted(Account account, Limits limits) implements Admission, AutoCloseable {
        @Override
        public void close() {
            account.release();
        }
    }

    /** @param after which it may be tried again */
    record Refused(Quota quota, Duration after) implements Admission {}
}
