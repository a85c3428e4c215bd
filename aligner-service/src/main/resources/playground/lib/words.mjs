// A text as words: what a word diff compares. White space is a word of its own, so that joined words are the text again;
// scripts that put no spaces between words are cut at each character.
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*|[\p{L}\p{N}\p{M}_]+(?:['’][\p{L}\p{N}\p{M}_]+)*|\s+|[^]/gu;

/** @returns {string[]} */
export const words = (text) => text.match(WORD) ?? [];

export const isSpace = (word) => word.trim() === '';
