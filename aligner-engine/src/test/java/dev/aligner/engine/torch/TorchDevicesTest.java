package dev.aligner.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.IValue;
import dev.aligner.core.AlignerException;
import dev.aligner.core.ErrorCode;
import dev.aligner.engine.model.ComputeDevice;
import dev.aligner.engine.model.DeviceFullException;
import org.junit.jupiter.api.Test;

class TorchDevicesTest {
    /** Asks for a petabyte, and divides by 0. */
    private static final String GREEDY = """
            class Program(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool

              def take(self: __torch__.Program, gigabytes: int) -> Tensor:
                return torch.empty([gigabytes, 1073741824], dtype=0)

              def fail(self: __torch__.Program, zero: int) -> int:
                return 1 // zero
            """;

    @Test
    void aDeviceThatIsNotThereIsRefusedInASentence() {
        assertThat(TorchDevices.found(ComputeDevice.CPU)).isEqualTo(ComputeDevice.CPU);
        assumeThat(TorchRuntime.engine().hasCapability("CUDA")).isFalse();
        assertThat(TorchDevices.found(ComputeDevice.AUTO)).isEqualTo(ComputeDevice.CPU);
        assertThatThrownBy(() -> TorchDevices.found(ComputeDevice.cuda(1)))
                .isInstanceOfSatisfying(
                        AlignerException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MODEL_FAILED))
                .hasMessage(
                        "device: cuda:1 (expected: cpu or auto; this libtorch is one for processors, or sees no CUDA"
                                + " device)");
    }

    @Test
    void whatIsWantedButNotFoundIsNoDevice() {
        assertThatThrownBy(() -> TorchDevices.of(ComputeDevice.AUTO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void memoryThatIsNotThereIsToldFromOtherFailures() {
        try (var manager = TorchRuntime.start(1);
                Program program = new Program(GREEDY);
                Handles handles = new Handles()) {
            handles.own(program.run("take", handles.own(IValue.from(0L))));
            assertThatThrownBy(() -> program.run("take", handles.own(IValue.from(1L << 20))))
                    .isInstanceOf(DeviceFullException.class)
                    .hasCauseInstanceOf(EngineException.class);
            assertThatThrownBy(() -> program.run("fail", handles.own(IValue.from(0L))))
                    .isInstanceOf(EngineException.class);
            assertThat(manager.isOpen()).isTrue();
        }
    }
}
