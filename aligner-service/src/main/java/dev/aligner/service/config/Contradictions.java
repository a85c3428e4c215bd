package dev.aligner.service.config;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Keys that are right each by itself and cannot be meant together: one of them would do nothing, and nobody would know. */
final class Contradictions {
    private Contradictions() {}

    /** @throws RefusedSettingException naming both keys, and what to write instead */
    static void check(AlignerProperties properties) {
        model(properties.model());
        engine(properties.engine());
        routes(properties.routes());
        properties
                .routes()
                .forEach(
                        (name, route) -> strengths("aligner.routes." + name, route.minStrength(), route.maxStrength()));
        PlugsProperties plugs = properties.plugs();
        strengths("aligner.plugs", plugs.minStrength(), plugs.maxStrength());
        ExtProcProperties extProc = properties.extProc();
        strengths("aligner.ext-proc", extProc.minStrength(), extProc.maxStrength());
    }

    private static void engine(AlignerProperties.Engine engine) {
        if (engine.stepTokens() <= engine.slots()) {
            throw new RefusedSettingException(
                    "aligner.engine.step-tokens: " + engine.stepTokens() + ", with aligner.engine.slots: "
                            + engine.slots(),
                    "more tokens than slots, or some would never have a turn");
        }
    }

    private static void model(AlignerProperties.Model model) {
        if (model.remote() == null) {
            return;
        }
        String beside = "aligner.model.remote, and ";
        if (model.adapter() != null) {
            throw new RefusedSettingException(
                    beside + "aligner.model.adapter", "one of the two: the server has its own weights");
        }
        if (!model.correctors().isEmpty()) {
            throw new RefusedSettingException(
                    beside + "aligner.model.correctors", "one of the two: the server has its own");
        }
        if (model.precision() != AlignerProperties.Precision.AUTO) {
            throw new RefusedSettingException(
                    beside + "aligner.model.precision", "one of the two: the server computes");
        }
        if (model.sha256() != null) {
            throw new RefusedSettingException(
                    beside + "aligner.model.sha256", "one of the two: the server does not tell its files' digest");
        }
        if (!model.device().equals("cpu")) {
            throw new RefusedSettingException(beside + "aligner.model.device", "one of the two: the server computes");
        }
        if (model.threads() != 0) {
            throw new RefusedSettingException(beside + "aligner.model.threads", "one of the two: the server computes");
        }
    }

    private static void routes(Map<String, RouteProperties> routes) {
        Map<String, String> taken = new HashMap<>();
        new TreeMap<>(routes).forEach((name, route) -> {
            String other =
                    taken.put(route.path() + ' ' + route.host() + ' ' + route.headers() + ' ' + route.model(), name);
            if (other != null) {
                throw new RefusedSettingException(
                        "aligner.routes." + other + ", and aligner.routes." + name
                                + ": the same path, host, headers and model",
                        "routes that differ in one of them, or only one of the two");
            }
        });
    }

    private static void strengths(String prefix, double least, double most) {
        if (least > most) {
            throw new RefusedSettingException(
                    prefix + ".min-strength: " + least + ", with " + prefix + ".max-strength: " + most,
                    "the smaller one first");
        }
    }
}
