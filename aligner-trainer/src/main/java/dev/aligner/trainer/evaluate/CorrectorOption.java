package dev.aligner.trainer.evaluate;

import dev.aligner.core.policy.CorrectionPolicy;
import dev.aligner.core.policy.InstructionPolicy;
import dev.aligner.engine.EngineLimits;
import dev.aligner.engine.corrector.CorrectorOptions;
import dev.aligner.engine.model.ComputeDevice;
import dev.aligner.engine.model.Precision;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of a corrector of this process; a picocli mixin. As the service runs it, unless an option says otherwise. */
final class CorrectorOption {
    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "LoRA adapter as PEFT saves it, or \"none\"; absent: the one that aligner.json names.")
    private @Nullable String adapter;

    @Option(
            names = "--precision",
            defaultValue = "AUTO",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, as the service).")
    private Precision precision = Precision.AUTO;

    @Option(
            names = "--device",
            defaultValue = "cpu",
            converter = DeviceName.class,
            description = "cpu, cuda, cuda:N or auto (default: ${DEFAULT-VALUE}); never run on a GPU.")
    private ComputeDevice device = ComputeDevice.CPU;

    @Option(names = "--threads", defaultValue = "0", description = "Processors; 0 for all (default).")
    private int threads;

    @Option(names = "--slots", defaultValue = "8", description = "Corrections at once (default: ${DEFAULT-VALUE}).")
    private int slots;

    @Option(
            names = "--context-tokens",
            defaultValue = "2048",
            description = "Prompt and correction together (default: ${DEFAULT-VALUE}).")
    private int contextTokens;

    /** Those of a model's directory or file. */
    CorrectorOptions of(Path model) {
        return of(model, adapter());
    }

    /** The same without any adapter. */
    CorrectorOptions untuned(Path model) {
        return of(model, new CorrectorOptions.Adapter.None());
    }

    private CorrectorOptions of(Path model, CorrectorOptions.Adapter with) {
        return new CorrectorOptions(
                        model,
                        with,
                        null,
                        precision,
                        threads,
                        slots,
                        contextTokens,
                        EngineLimits.DEFAULT,
                        CorrectionPolicy.DEFAULT,
                        true,
                        new CorrectorOptions.Instructions(
                                false, InstructionPolicy.FreeText.DEFAULT_MAX_LENGTH, Map.of()))
                .on(device);
    }

    private CorrectorOptions.Adapter adapter() {
        if (adapter == null) {
            return new CorrectorOptions.Adapter.OfModel();
        }
        return adapter.equals("none")
                ? new CorrectorOptions.Adapter.None()
                : new CorrectorOptions.Adapter.In(Path.of(adapter));
    }

    /** What picocli says of a name that is none is our own sentence. */
    private static final class DeviceName implements ITypeConverter<ComputeDevice> {
        @Override
        public ComputeDevice convert(String setting) {
            try {
                return ComputeDevice.parse(setting);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Requests at once that keep all slots busy and do not fill the queue. */
    int concurrency() {
        return slots + EngineLimits.DEFAULT.queueCapacity() / 2;
    }
}
