package dev.aligner.service.config;

import dev.aligner.relay.Blocking;
import dev.aligner.relay.Why;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which answers are not let out at all.
 *
 * @param text what stands in their place
 * @param reasons with which a text may not come back from the corrector; none without any
 * @param above edits that no correction may exceed, as a ratio; 1 for any
 */
public record BlockProperties(
        @DefaultValue("") String text,
        @DefaultValue Set<Why> reasons,
        @DefaultValue("1") double above) {

    public BlockProperties {
        reasons = Set.copyOf(reasons);
    }

    /** The policy; refuses what it cannot keep. */
    public Blocking policy() {
        return new Blocking(text, reasons, above);
    }
}
