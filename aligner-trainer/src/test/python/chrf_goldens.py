"""Values of sacrebleu 2.6.0 that ChrfTest compares with; writes chrf.json into the given directory."""
import json
import pathlib
import sys

from sacrebleu.metrics import CHRF

PAIRS = [
    ("these persons did this just fine.", "these people did this just fine on their own."),
    ("abc", "abc"),
    ("abc", "xyz"),
    ("a", "a b"),
    ("", "reference"),
    ("ab", "abcdefghij"),
    ("Привет, мир! Как дела?", "Привет мир, как твои дела?"),
    ("名前は[PERSON]です。", "私の名前は[PERSON]です"),
    ("👍🏽 great  job\n\nteam", "great job, team 👍"),
    ("I'm sorry, but I can't help with that.", "I cannot help with making weapons; please talk to someone you trust."),
    ("aaaaaaaaaa", "aaaa"),
    ("the cat sat on the mat", "on the mat sat the cat"),
]

chrf = CHRF()
rows = [{"text": text, "reference": reference, "chrf": chrf.sentence_score(text, [reference]).score} for text, reference in PAIRS]
pathlib.Path(sys.argv[1], "chrf.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
