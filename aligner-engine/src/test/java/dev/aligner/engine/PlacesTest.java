package dev.aligner.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class PlacesTest {
    @Test
    void noMoreThanTheCapacityAreTaken() {
        Places places = new Places(2);
        Places.Place first = Objects.requireNonNull(places.take());
        places.take();

        assertThat(places.take()).isNull();
        assertThat(places.taken()).isEqualTo(2);
        first.giveBack();
        assertThat(places.take()).isNotNull();
    }

    @Test
    void beyondTheCapacityNobodyElseComesIn() {
        Places places = new Places(1);
        Places.Place first = Objects.requireNonNull(places.take());
        Places.Place beyond = places.takeAnyway();

        assertThat(places.taken()).isEqualTo(2);
        first.giveBack();
        assertThat(places.take()).isNull();
        beyond.giveBack();
        assertThat(places.take()).isNotNull();
    }

    @Test
    void aPlaceIsGivenBackOnce() {
        Places places = new Places(2);
        Places.Place place = Objects.requireNonNull(places.take());
        place.giveBack();

        assertThat(place.isHeld()).isFalse();
        assertThatThrownBy(place::giveBack).isInstanceOf(IllegalStateException.class);
        assertThat(places.taken()).isZero();
    }
}
