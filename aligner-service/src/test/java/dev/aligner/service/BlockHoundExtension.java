package dev.aligner.service;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import reactor.blockhound.BlockHound;

/** Every test of this module runs where a blocked event loop is an error. */
public final class BlockHoundExtension implements BeforeAllCallback {
    static {
        BlockHound.install();
    }

    @Override
    public void beforeAll(ExtensionContext context) {}
}
