package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CpuFeaturesTest {
    @Test
    void instructionsForBfloat16AreAmongTheFlags() {
        assertThat(CpuFeatures.multipliesBfloat16(
                        List.of("processor\t: 0", "flags\t\t: fpu avx512f avx512_bf16 clzero")))
                .isTrue();
        assertThat(CpuFeatures.multipliesBfloat16(List.of("flags\t\t: fpu amx_bf16")))
                .isTrue();
        assertThat(CpuFeatures.multipliesBfloat16(List.of("flags\t\t: fpu avx512f avx512_vnni")))
                .isFalse();
        assertThat(CpuFeatures.multipliesBfloat16(List.of("vmx flags\t: avx512_bf16", "Features\t: fp asimd")))
                .isFalse();
        assertThat(CpuFeatures.multipliesBfloat16(List.of())).isFalse();
    }
}
