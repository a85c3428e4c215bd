package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Native;
import dev.aligner.engine.torch.NativeEnvironment.C;
import org.junit.jupiter.api.Test;

class NativeEnvironmentTest {
    private final C library = Native.load("c", C.class);

    @Test
    void whatIsNotSetIsSetForNativeLibraries() {
        NativeEnvironment.setIfAbsent("ALIGNER_TEST_KERNELS", "32");

        assertThat(library.getenv("ALIGNER_TEST_KERNELS")).isEqualTo("32");
    }

    @Test
    void whatWasSetOutsideStays() {
        String path = System.getenv("PATH");

        NativeEnvironment.setIfAbsent("PATH", "elsewhere");

        assertThat(library.getenv("PATH")).isEqualTo(path);
    }
}
