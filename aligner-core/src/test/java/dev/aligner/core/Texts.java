package dev.aligner.core;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Texts as answers may hold them, with whatever is hard about Unicode; no unpaired surrogates. */
public final class Texts {
    private static final List<String> HARD = List.of(
            "spider",
            "legs",
            "eight",
            "İstanbul",
            "naïve",
            "e\u0301",
            "\u0301",
            "don't",
            "3.14",
            "a",
            "b",
            " ",
            " ",
            "  ",
            "\n",
            "\r\n",
            "\n\n",
            "\t",
            "\u00a0",
            "\u200d",
            "\u200b",
            "\ufeff",
            "\u0000",
            "\u0085",
            "\u2028",
            ".",
            ",",
            "!",
            "…",
            "—",
            "|",
            "{question}",
            "##Answer:",
            "ASSISTANT:",
            "<|im_end|>",
            "```",
            "$1",
            "\\",
            "\ud83d\ude00",
            "\ud83d\ude01",
            "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
            "\ud83d\udc4d\ud83c\udffd",
            "\ud83c\udde9",
            "\ud83c\uddea",
            "\ud83c\uddeb\ud83c\uddf7",
            "蜘蛛",
            "有",
            "八条腿。",
            "クモ",
            "ขา",
            "नमस्ते",
            "שלום",
            "العنكبوت",
            "\u202e",
            "각",
            "\u1100\u1161",
            "\ud835\udd38",
            "①",
            "\udbff\udfff");

    private Texts() {}

    public static Arbitrary<String> hard() {
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        5, Arbitraries.of(HARD).list().ofMaxSize(30).map(parts -> String.join("", parts))),
                net.jqwik.api.Tuple.of(1, anything()));
    }

    private static Arbitrary<String> anything() {
        return Arbitraries.strings()
                .withCharRange('\u0000', '\ud7ff')
                .withCharRange('\ue000', '\uffff')
                .ofMaxLength(40);
    }
}
