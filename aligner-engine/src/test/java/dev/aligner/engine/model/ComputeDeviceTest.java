package dev.aligner.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeDeviceTest {
    @ParameterizedTest
    @CsvSource({"cpu,cpu", "auto,auto", "cuda,cuda:0", "cuda:0,cuda:0", "cuda:7,cuda:7", "cuda:63,cuda:63"})
    void aSettingIsADevice(String setting, String name) {
        assertThat(ComputeDevice.parse(setting).wireName()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "gpu", "CPU", "cuda:", "cuda:-1", "cuda:1 ", "cuda:064", "cuda:64", "cuda:x", "cpu:0", "mps"
            })
    void anythingElseIsRefusedWithWhatIsExpected(String setting) {
        assertThatThrownBy(() -> ComputeDevice.parse(setting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("device: ")
                .hasMessageEndingWith("(expected: cpu, cuda, cuda:N or auto)");
    }

    @Test
    void aPrecisionIsTheDevices() {
        assertThat(Precision.AUTO.on(ComputeDevice.CPU)).isEqualTo(Precision.INT8);
        assertThat(Precision.AUTO.on(ComputeDevice.cuda(1))).isEqualTo(Precision.BFLOAT16);
        assertThat(Precision.FLOAT32.on(ComputeDevice.cuda(1))).isEqualTo(Precision.FLOAT32);
        assertThatThrownBy(() -> Precision.INT8.on(ComputeDevice.cuda(1)))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FAILED))
                .hasMessageStartingWith("precision: int8 on cuda:1 (expected: float32, bfloat16, float16 or auto; ");
    }
}
