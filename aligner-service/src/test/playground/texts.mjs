// Texts to try laws on: the same at each run.

/** A linear congruence: its numbers are poor and always the same. */
export function random(seed) {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2147483648) >> 8;
}

const PARTS = ['a', 'bee', 'sea', ' ', '  ', '\n', ', ', '. ', 'don’t', '😀', '👩‍💻', '长城', 'القاهرة', 'é', 'e\u0301', '"', '3.5', '\r\n', '-'];

export function texts(count) {
  const next = random(42);
  return Array.from({ length: count }, () => Array.from({ length: next() % 30 }, () => PARTS[next() % PARTS.length]).join(''));
}
