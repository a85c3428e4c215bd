"""Golden chat prompts, rendered by transformers' own Jinja environment.

    python chat_goldens.py ../resources/templates

writes golden.json beside the templates: for each template and each chat, the rendered text, or null where the template
itself refuses the chat. The texts of the templates are those that the models publish.
"""

import json
import sys
from pathlib import Path

import jinja2
from transformers.utils.chat_template_utils import _compile_jinja_template

SYSTEM = {"role": "system", "content": "Be brief."}
USER = {"role": "user", "content": "  What is 1 + 1?\n"}
ASSISTANT = {"role": "assistant", "content": " Two, I think. "}
AGAIN = {"role": "user", "content": "Are you sure? {{ 1 + 1 }} {% if x %}"}

# what a user turn holds where the template has no place for the system's
MERGED = {"role": "user", "content": SYSTEM["content"] + "\n\n" + USER["content"]}

CHATS = {
    "user": [USER],
    "system user": [SYSTEM, USER],
    "user assistant user": [USER, ASSISTANT, AGAIN],
    "system user assistant user": [SYSTEM, USER, ASSISTANT, AGAIN],
    "user user": [USER, AGAIN],
    "merged": [MERGED],
    "merged assistant user": [MERGED, ASSISTANT, AGAIN],
}
TOKENS = {
    "chatml": ("<s>", "<|im_end|>"),
    "smollm2": ("<|im_start|>", "<|im_end|>"),
    "llama2": ("<s>", "</s>"),
    "llama3": ("<|begin_of_text|>", "<|eot_id|>"),
    "llama3.1": ("<|begin_of_text|>", "<|eot_id|>"),
    "mistral": ("<s>", "</s>"),
    "mistral-v0.3": ("<s>", "</s>"),
    "zephyr": ("<s>", "</s>"),
    "gemma": ("<bos>", "<eos>"),
    "qwen2.5": (None, "<|im_end|>"),
}


def render(template: str, chat: list, begin: str | None, end: str | None) -> str | None:
    values = {} if begin is None else {"bos_token": begin}
    try:
        return _compile_jinja_template(template).render(
            messages=chat, tools=None, documents=None, add_generation_prompt=True, eos_token=end, **values
        )
    except jinja2.TemplateError:
        return None


def main(folder: Path) -> None:
    golden = {}
    for name, (begin, end) in TOKENS.items():
        template = (folder / f"{name}.jinja").read_text(encoding="utf-8")
        golden[name] = {
            "bos": begin,
            "eos": end,
            "prompts": {chat: render(template, turns, begin, end) for chat, turns in CHATS.items()},
        }
    text = json.dumps({"chats": CHATS, "templates": golden}, indent=1, ensure_ascii=False)
    (folder / "golden.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
