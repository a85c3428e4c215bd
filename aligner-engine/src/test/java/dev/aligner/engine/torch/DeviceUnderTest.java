package dev.aligner.engine.torch;

import dev.aligner.engine.model.ComputeDevice;

/** Where parity is looked at: on a processor, unless {@code -Daligner.parity.device=cuda} says otherwise. */
final class DeviceUnderTest {
    static final ComputeDevice DEVICE =
            TorchDevices.found(ComputeDevice.parse(System.getProperty("aligner.parity.device", "cpu")));

    private DeviceUnderTest() {}
}
