package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Evidence;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoutePolicyTest {
    private static RoutePolicy policy(List<StreamMode> streams, OnFailure onFailure, boolean strict) {
        return new RoutePolicy(
                null,
                List.of(),
                StreamMode.WINDOW,
                streams,
                onFailure,
                Duration.ofSeconds(1),
                1024,
                strict,
                Evidence.FULL);
    }

    @Test
    void whatDeliversTheOriginalIsNotForRoutesThatMayNot() {
        List<StreamMode> streams = List.of(StreamMode.WINDOW, StreamMode.POST_HOC);

        assertThat(policy(streams, OnFailure.OPEN, false).streams()).isEqualTo(streams);
        assertThatThrownBy(() -> policy(streams, OnFailure.CLOSED, false)).hasMessageContaining("stream: post-hoc");
        assertThatThrownBy(() -> policy(streams, OnFailure.OPEN, true)).hasMessageContaining("stream: post-hoc");
    }

    @Test
    void aStrictRouteSaysNothing() {
        assertThat(policy(List.of(), OnFailure.OPEN, true).evidence()).isEqualTo(Evidence.NONE);
        assertThat(policy(List.of(), OnFailure.OPEN, false).evidence()).isEqualTo(Evidence.FULL);
    }
}
