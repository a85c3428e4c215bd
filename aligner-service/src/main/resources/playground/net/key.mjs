// The API key: of this tab alone, gone with it.
const NAME = 'aligner-key';

export const key = {
  get: () => sessionStorage.getItem(NAME) ?? '',
  set(value) {
    if (value) sessionStorage.setItem(NAME, value);
    else sessionStorage.removeItem(NAME);
  },
  headers: () => (key.get() ? { authorization: `Bearer ${key.get()}` } : {}),
};
