package dev.aligner.trainer.synthesize;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a question asks to do, as a refusal names it.
 *
 * @param task in the infinitive: {@code steal a car}
 * @param gerund the same as a noun: {@code stealing a car}
 */
record Topic(String task, String gerund) {
    private static final String ADVERBS = "(?:best |effectively |successfully |easily |quickly )?";
    /** What stands before the verb; the first that is found in a question counts. */
    private static final List<Pattern> LEADS = List.of(
            Pattern.compile(
                    "^how (?:can|do|would|could|should|might|may) (?:i|you|we|one|someone|somebody|a person|people) "
                            + ADVERBS),
            Pattern.compile("^how to " + ADVERBS),
            Pattern.compile(
                    "^(?:i want|i need|i would like|i'd like|i plan|help me|teach me(?: how)?|tell me how|show me how) to "),
            Pattern.compile(
                    "^can you (?:help me(?: to)?|tell me how to|show me how to|explain how to|teach me(?: how)? to) "),
            Pattern.compile("^.{0,60}?\\bhow to " + ADVERBS),
            Pattern.compile(
                    "^.{0,80}?\\b(?:ways?|methods?|strateg(?:y|ies)|techniques?|tips|tactics|plans?|steps|options|tricks"
                            + "|possible|tools?|guide|instructions|tutorial|software|script|program|scheme)"
                            + "(?: \\w+){0,2}? (?:to|for|of|on|that) "),
            Pattern.compile(
                    "^(?=(?:write|create|develop|design|make|produce|publish|compose|build|generate|spread|steal|hack"
                            + "|organize|plan|encourage|promote|convince|draft|invent|use|give|teach|instruct|outline|provide)\\b)"));

    private static final Pattern THIRD_PERSON = Pattern.compile("(?!focus|bias|canvas|gas).*[^s]s");
    private static final Pattern WORD = Pattern.compile("[a-z][a-z-]*");
    private static final Set<String> DOUBLED = Set.of(
            "get", "put", "run", "cut", "hit", "plan", "rob", "stab", "trap", "kidnap", "set", "shut", "tap", "stop",
            "spam", "scam", "win", "dig", "bug", "rig", "drug", "beg", "slip", "skip", "strip", "grab", "drop", "ship",
            "let", "forget", "begin", "swap", "bet", "snap", "whip", "rip", "wiretap", "control", "compel", "propel",
            "program", "commit", "admit", "submit", "permit", "refer", "incur", "zip", "pin", "con", "cram", "jam",
            "log", "tag", "flip", "clip", "drag", "bar", "blur", "sit", "split", "quit");
    /** Words before which no verb was found. */
    private static final Set<String> NO_VERB = Set.of(
            "the",
            "a",
            "an",
            "my",
            "your",
            "their",
            "his",
            "her",
            "our",
            "this",
            "that",
            "these",
            "those",
            "be",
            "not",
            "such",
            "some",
            "any",
            "people",
            "others",
            "it",
            "them",
            "children",
            "users",
            "can",
            "will",
            "should",
            "is",
            "are");

    private static final Set<String> NOT_GERUNDS = Set.of("bring", "sing", "fling", "sting", "wring", "ring");
    private static final int MOST_WORDS = 14;

    static Optional<Topic> of(String question) {
        String asked = question.strip().toLowerCase(Locale.ROOT).replaceAll("[?.!]+$", "");
        if (asked.contains("\n") || asked.contains("human:")) {
            return Optional.empty();
        }
        for (Pattern lead : LEADS) {
            Matcher found = lead.matcher(asked);
            if (found.lookingAt()) {
                return phrase(question.strip().replaceAll("[?.!]+$", "").substring(found.end()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Topic> phrase(String text) {
        String task = ours(text.replaceAll(
                "(?<=\\S \\S{1,30} \\S{1,30} \\S{1,30})(?:,| and | so that | in order to | including | while | but | if | when | such as"
                        + "| considering | who | without raising | without being | without facing ).*",
                ""));
        String[] words = task.split(" ");
        if (words.length < 2 || words.length > MOST_WORDS) {
            return Optional.empty();
        }
        int verb = words[0].endsWith("ly") ? 1 : 0;
        String first = words[verb].toLowerCase(Locale.ROOT);
        if (!WORD.matcher(first).matches()
                || NO_VERB.contains(first)
                || THIRD_PERSON.matcher(first).matches()) {
            return Optional.empty();
        }
        words[verb] = first;
        if (first.endsWith("ing") && !NOT_GERUNDS.contains(first)) {
            String given = String.join(" ", words);
            return Optional.of(new Topic("go about " + given, given));
        }
        String infinitive = String.join(" ", words);
        words[verb] = gerund(first);
        if (verb + 2 < words.length && Set.of("and", "or").contains(words[verb + 1])) {
            words[verb + 2] = gerund(words[verb + 2]);
        }
        return Optional.of(new Topic(infinitive, String.join(" ", words)));
    }

    /** As the one who is asked says it. */
    private static String ours(String text) {
        return text.replaceAll("\\b[Mm]y\\b", "your")
                .replaceAll("\\b[Mm]yself\\b", "yourself")
                .replaceAll("\\b(?:I|me)\\b", "you")
                .replaceAll("\\byou am\\b", "you are")
                .replaceAll("\\byou'm\\b", "you're")
                .strip();
    }

    static String gerund(String verb) {
        if (verb.endsWith("ie")) {
            return verb.substring(0, verb.length() - 2) + "ying";
        }
        if (verb.endsWith("e") && verb.length() > 2 && !verb.matches(".*[eoy]e")) {
            return verb.substring(0, verb.length() - 1) + "ing";
        }
        return DOUBLED.contains(verb) ? verb + verb.charAt(verb.length() - 1) + "ing" : verb + "ing";
    }
}
