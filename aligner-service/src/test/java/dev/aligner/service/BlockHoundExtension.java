package dev.aligner.service;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;

/** Every test of this module runs where a blocked event loop is an error. */
public final class BlockHoundExtension implements BeforeAllCallback {
    static {
        // the fake hands over to its own thread, whose queue has a lock; the real engine's mailbox has none
        BlockHound.install(builder -> builder.allowBlockingCallsInside(
                        "dev.aligner.service.FakeCorrector$Task", "cancel")
                // as Reactor itself allows for putting in: the lock is held for a few instructions
                .allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue", "remove")
                .allowBlockingCallsInside("java.util.concurrent.LinkedBlockingQueue", "offer")
                .allowBlockingCallsInside("java.util.concurrent.ArrayBlockingQueue", "offer")
                // the same, of Netty's buffers
                .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "allocate"));
    }

    @Override
    public void beforeAll(ExtensionContext context) {}
}
