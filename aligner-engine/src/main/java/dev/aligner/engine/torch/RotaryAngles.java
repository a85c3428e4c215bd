package dev.aligner.engine.torch;

import dev.aligner.engine.weights.Rope;
import dev.aligner.engine.weights.RopeScaling;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * By which angle each pair of a head's dimensions is turned at each position, with the rope's scaling. Arithmetic in
 * float32 in the order of the reference ({@code modeling_rope_utils.py} of transformers).
 */
final class RotaryAngles {
    private final Rope rope;
    private final DoubleFunction<float[]> periods;

    /** @param periods of a base: positions per radian of each pair, {@code [dims / 2]} */
    RotaryAngles(Rope rope, DoubleFunction<float[]> periods) {
        this.rope = rope;
        this.periods = periods;
    }

    /** {@code [positions, dims / 2]}, row-major, for a slot of so many positions. */
    float[] upTo(int positions) {
        int pairs = rope.dims() / 2;
        float[] angles = new float[positions * pairs];
        float[] frequencies = frequencies(positions);
        for (int position = 0; position < positions; position++) {
            if (rope.scaling() instanceof RopeScaling.Dynamic dynamic && position >= dynamic.trained()) {
                frequencies = reciprocals(periods.apply(grownBase(dynamic, position + 1)));
            }
            for (int pair = 0; pair < pairs; pair++) {
                angles[position * pairs + pair] = position * frequencies[pair];
            }
        }
        return angles;
    }

    /** What cosines and sines are multiplied by. */
    double factor() {
        if (rope.scaling() instanceof RopeScaling.Yarn yarn) {
            return yarn.attentionFactor();
        }
        return rope.scaling() instanceof RopeScaling.LongRope longRope ? longRope.attentionFactor() : 1;
    }

    private float[] frequencies(int positions) {
        float[] plain = periods.apply(rope.theta());
        RopeScaling scaling = rope.scaling();
        if (scaling instanceof RopeScaling.LongRope longRope) {
            return divided(plain, positions > longRope.trained() ? longRope.beyond() : longRope.within());
        }
        float[] frequencies = reciprocals(plain);
        if (scaling instanceof RopeScaling.Linear linear) {
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] /= (float) linear.factor();
            }
        } else if (scaling instanceof RopeScaling.Llama3 llama3) {
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] = smoothed(llama3, frequencies[i]);
            }
        } else if (scaling instanceof RopeScaling.Divided divided) {
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] /= divided.divisors().get(i);
            }
        } else if (scaling instanceof RopeScaling.Yarn yarn) {
            return ramped(yarn, plain);
        }
        return frequencies;
    }

    private static float[] reciprocals(float[] periods) {
        float[] frequencies = new float[periods.length];
        for (int i = 0; i < periods.length; i++) {
            frequencies[i] = 1 / periods[i];
        }
        return frequencies;
    }

    private static float[] divided(float[] periods, List<Float> divisors) {
        float[] frequencies = new float[periods.length];
        for (int i = 0; i < periods.length; i++) {
            frequencies[i] = 1 / (divisors.get(i) * periods[i]);
        }
        return frequencies;
    }

    private static float smoothed(RopeScaling.Llama3 scaling, float frequency) {
        float factor = (float) scaling.factor();
        float wavelength = (float) (2 * Math.PI) / frequency;
        if (wavelength > scaling.trained() / scaling.lowFrequency()) {
            return frequency / factor;
        }
        if (wavelength < scaling.trained() / scaling.highFrequency()) {
            return frequency;
        }
        float smooth = (scaling.trained() / wavelength - (float) scaling.lowFrequency())
                / (float) (scaling.highFrequency() - scaling.lowFrequency());
        return (1 - smooth) * frequency / factor + smooth * frequency;
    }

    private float[] ramped(RopeScaling.Yarn scaling, float[] periods) {
        double low = dimension(scaling, scaling.betaFast());
        double high = dimension(scaling, scaling.betaSlow());
        if (scaling.truncated()) {
            low = Math.floor(low);
            high = Math.ceil(high);
        }
        low = Math.max(low, 0);
        high = Math.min(high, rope.dims() - 1);
        if (low == high) {
            high += 0.001;
        }
        float[] frequencies = new float[periods.length];
        for (int i = 0; i < periods.length; i++) {
            float ramp = Math.min(Math.max((i - (float) low) / (float) (high - low), 0), 1);
            float kept = 1 - ramp;
            float interpolated = 1 / ((float) scaling.factor() * periods[i]);
            frequencies[i] = interpolated * (1 - kept) + 1 / periods[i] * kept;
        }
        return frequencies;
    }

    /** The pair of dimensions that turns so many times within the trained window. */
    private double dimension(RopeScaling.Yarn scaling, double rotations) {
        return rope.dims() * Math.log(scaling.trained() / (rotations * 2 * Math.PI)) / (2 * Math.log(rope.theta()));
    }

    private double grownBase(RopeScaling.Dynamic scaling, int length) {
        double growth = scaling.factor() * length / scaling.trained() - (scaling.factor() - 1);
        return rope.theta() * Math.pow(growth, rope.dims() / (rope.dims() - 2.0));
    }
}
