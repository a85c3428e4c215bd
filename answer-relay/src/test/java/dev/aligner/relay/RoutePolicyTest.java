package dev.aligner.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aligner.core.Evidence;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutePolicyTest {
    private static RoutePolicy policy(
            List<StreamMode> streams, OnFailure onFailure, boolean strict, Blocking blocking) {
        return new RoutePolicy(
                null,
                StreamMode.WINDOW,
                0,
                onFailure,
                blocking,
                Policies.DEADLINE,
                1024,
                strict,
                new Bounds(List.of(), streams, 0, 1, Evidence.FULL));
    }

    @Test
    void whatDeliversTheOriginalIsNotForRoutesThatMayNot() {
        List<StreamMode> streams = List.of(StreamMode.WINDOW, StreamMode.POST_HOC);
        Blocking blocking = new Blocking("No.", Set.of(Why.EDIT_BUDGET), 1);

        assertThat(policy(streams, OnFailure.OPEN, false, Blocking.NEVER).streams())
                .isEqualTo(streams);
        assertThatThrownBy(() -> policy(streams, OnFailure.CLOSED, false, Blocking.NEVER))
                .hasMessageContaining("stream: post-hoc");
        assertThatThrownBy(() -> policy(streams, OnFailure.OPEN, true, Blocking.NEVER))
                .hasMessageContaining("stream: post-hoc");
        assertThatThrownBy(() -> policy(streams, OnFailure.OPEN, false, blocking))
                .hasMessageContaining("stream: post-hoc");
    }

    @Test
    void aStrictRouteSaysNothing() {
        assertThat(policy(List.of(), OnFailure.OPEN, true, Blocking.NEVER).evidence())
                .isEqualTo(Evidence.NONE);
        assertThat(policy(List.of(), OnFailure.OPEN, false, Blocking.NEVER).evidence())
                .isEqualTo(Evidence.FULL);
    }

    @Test
    void whatCannotBeBlockedOrBoundedIsNamed() {
        assertThatThrownBy(() -> new Blocking("No.", Set.of(Why.TOOL_CALL), 1))
                .hasMessageStartingWith("block.reasons: tool_call ");
        assertThatThrownBy(() -> new Blocking(" ", Set.of(), 0.5)).hasMessageStartingWith("block.text: ");
        assertThatThrownBy(() -> new Blocking("No.", Set.of(), 1.5)).hasMessageStartingWith("block.above: 1.5 ");
        assertThatThrownBy(() -> new Bounds(List.of(), List.of(), 0.6, 0.5, Evidence.NONE))
                .hasMessageStartingWith("min-strength, max-strength: 0.6, 0.5 ");
    }
}
