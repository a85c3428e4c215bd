package dev.aligner.service.quota;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The accounts of callers, of so many at most: the idle ones make place. */
public final class Accounts {
    private static final Duration A_WHILE = Duration.ofSeconds(5);

    private final int most;
    private final LongSupplier nanos;
    private final ConcurrentMap<String, Account> accounts = new ConcurrentHashMap<>();

    /**
     * @param most callers that are remembered
     * @param nanos a clock that only goes forward
     */
    public Accounts(int most, LongSupplier nanos) {
        this.most = most;
        this.nanos = nanos;
    }

    /** A request of a caller that begins. */
    public Admission admit(String caller, Limits limits) {
        while (true) {
            Account account = of(caller);
            if (account == null) {
                return new Admission.Refused(new Quota(Quota.CALLERS, most, 0, 0), A_WHILE);
            }
            Admission admission = account.admit(limits);
            if (admission != null) {
                return admission;
            }
        }
    }

    /** Null where there is no place for another. */
    private @Nullable Account of(String caller) {
        Account known = accounts.get(caller);
        if (known != null) {
            return known;
        }
        if (accounts.size() >= most) {
            accounts.values().removeIf(Account::retire);
        }
        return accounts.size() >= most ? null : accounts.computeIfAbsent(caller, name -> new Account(nanos));
    }

    int size() {
        return accounts.size();
    }
}
