package dev.aligner.service.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that was measured.
 *
 * @param resident by server, MB: before the rounds and after them
 * @param loadBefore of the machine, in its last minute
 */
record Results(
        Setup setup,
        Rounds rounds,
        Map<String, List<Double>> resident,
        List<SlowStreams.Outcome> slow,
        List<Departures.Outcome> departures,
        String loadBefore,
        String loadAfter) {

    List<Target> targets() {
        return Target.of(rounds, slow, departures);
    }

    byte[] json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("hardware", Machine.hardware());
        json.put("versions", setup.versions());
        json.put("load_average", Map.of("before", loadBefore, "after", loadAfter));
        json.put("rounds", setup.rounds());
        List<Object> contestants = new ArrayList<>();
        setup.all().forEach(contestant -> contestants.add(contestant(contestant.name())));
        json.put("contestants", contestants);
        json.put("model_actions", setup.actions());
        json.put("resident_mb", resident);
        json.put("slow_streams", slow);
        json.put("departures", departures);
        json.put("targets", targets());
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsBytes(json);
    }

    private Map<String, Object> contestant(String name) {
        Map<String, Object> contestant = new LinkedHashMap<>();
        contestant.put("name", name);
        rounds.of(name).forEach((measure, values) -> {
            Map<String, Object> measured = new LinkedHashMap<>();
            measured.put("median", rounds.median(name, measure));
            measured.put("to_gateway", rounds.ratio(name, Setup.GATEWAY, measure));
            measured.put("to_nginx", rounds.ratio(name, Setup.NGINX, measure));
            measured.put("rounds", values);
            contestant.put(measure.wireName(), measured);
        });
        return contestant;
    }
}
