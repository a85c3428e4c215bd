package dev.aligner.service.admin;

import dev.aligner.core.CorrectorCard;
import java.util.List;

/** The correctors that are there, the one that serves who names none first. */
record LoadedCorrectors(List<Loaded> correctors) {

    static LoadedCorrectors of(List<CorrectorCard> cards) {
        return new LoadedCorrectors(cards.stream().map(Loaded::of).toList());
    }

    /**
     * One of them.
     *
     * @param digest of its weights
     */
    record Loaded(String id, String family, String template, String digest) {
        static Loaded of(CorrectorCard card) {
            return new Loaded(card.id(), card.family(), card.template(), card.digest());
        }
    }
}
