package dev.aligner.client;

import reactor.core.publisher.Flux;

/** Pieces of a text, cut between characters: tokenizers also cut within a surrogate pair, which is no text on the wire. */
final class WholeCharacters {
    private String half = "";

    private WholeCharacters() {}

    static Flux<String> of(Flux<String> pieces) {
        return Flux.defer(() -> {
            WholeCharacters characters = new WholeCharacters();
            return pieces.map(characters::next)
                    .concatWith(Flux.defer(() -> Flux.just(characters.half)))
                    .filter(piece -> !piece.isEmpty());
        });
    }

    private String next(String piece) {
        String text = half + piece;
        int whole = text.length();
        if (whole > 0 && Character.isHighSurrogate(text.charAt(whole - 1))) {
            whole--;
        }
        half = text.substring(whole);
        return text.substring(0, whole);
    }
}
