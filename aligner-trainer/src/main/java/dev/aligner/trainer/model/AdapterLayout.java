package dev.aligner.trainer.model;

import dev.aligner.engine.weights.DecoderConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * An adapter's tensors as the training program cuts them: for each product of each layer the A's of its targets, which
 * are multiplied as one, then their B's. Names are PEFT's.
 *
 * @param layout of the whole vector
 * @param sizes of the pieces that the program cuts it into
 */
record AdapterLayout(Layout layout, List<Long> sizes) {
    private static final String PREFIX = "base_model.model.";
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";

    static AdapterLayout of(DecoderConfig config, Trainable.Lora lora) {
        Layout.Builder layout = new Layout.Builder();
        List<Long> sizes = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (List<Projection> product : Projection.PRODUCTS) {
                List<Projection> targets =
                        product.stream().filter(lora.targets()::contains).toList();
                if (targets.isEmpty()) {
                    continue;
                }
                long columns = targets.get(0).columns(config);
                String prefix = PREFIX + BaseLayout.prefix(layer);
                targets.forEach(target -> layout.add(prefix + target.path() + A, lora.rank(), columns));
                sizes.add((long) targets.size() * lora.rank() * columns);
                for (Projection target : targets) {
                    layout.add(prefix + target.path() + B, target.rows(config), lora.rank());
                    sizes.add(target.rows(config) * lora.rank());
                }
            }
        }
        return new AdapterLayout(layout.build(), sizes);
    }

    /** Whether a part is an A, which starts at random; a B starts at zero. */
    static boolean isA(Layout.Part part) {
        return part.name().endsWith(A);
    }
}
