package dev.aligner.relay;

import dev.aligner.upstream.rewrite.Job;
import java.util.HashMap;
import java.util.Map;

/** A refusal takes the place of one harmful sentence, and of the next one: it is said once. For one stream. */
final class SaidOnce {
    /** By choice, what took a unit's place last. */
    private final Map<Integer, String> last = new HashMap<>();

    /** What a unit's correction says behind those before it. */
    String of(Job job, String correction) {
        if (correction.equals(job.text())) {
            return correction;
        }
        String before = last.put(job.piece().choice(), correction.strip());
        return correction.strip().equals(before) ? "" : spaced(job.text(), correction);
    }

    /** The white space behind a unit belongs to it, also where the corrector wrote something else. */
    private static String spaced(String text, String correction) {
        String space = text.substring(text.stripTrailing().length());
        return correction.stripTrailing() + space;
    }
}
