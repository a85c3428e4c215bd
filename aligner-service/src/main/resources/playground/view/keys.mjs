// The dialog for the API key.
import { key } from '../net/key.mjs';
import { one } from './dom.mjs';

/** @param {() => void} changed the key is another now */
export function keys(changed) {
  const dialog = one('#key-dialog');
  const show = () => {
    one('#key').textContent = key.get() ? 'API key: set' : 'API key';
  };
  const take = (value) => {
    key.set(value);
    show();
    changed();
    dialog.close();
  };
  one('#key').addEventListener('click', () => {
    one('#key-value').value = key.get();
    dialog.showModal();
  });
  one('#key-form').addEventListener('submit', (event) => {
    event.preventDefault();
    take(one('#key-value').value.trim());
  });
  one('#key-forget').addEventListener('click', () => take(''));
  one('#key-cancel').addEventListener('click', () => dialog.close());
  show();
}
