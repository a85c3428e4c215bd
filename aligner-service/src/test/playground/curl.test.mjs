import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { curlOf } from '../../main/resources/playground/lib/curl.mjs';
import { bodyOf, EMPTY } from '../../main/resources/playground/lib/request.mjs';

/** The arguments that a shell gives to curl for this command line. */
function argumentsOf(command, shell) {
  const script = `curl() { for argument in "$@"; do printf '%s\\0' "$argument"; done; }\n${command}`;
  const out = execFileSync(shell, ['-c', script], { env: { ...process.env, ALIGNER_KEY: 'k1' } });
  return out.toString('utf8').split('\0').slice(0, -1);
}

const HARD = [
  `It's a "quote", $HOME, \`id\`, \\n and !bang`,
  `''' '\\''`,
  'line one\nline two\ttab\r\n\u2028end',
  '@file', '-d', '$(touch x)', '%s \\0 *', '"', "'",
  'عاصمة مصر', '长城 😀', '\ud800 half a pair', '\u0000 nul',
];

for (const shell of ['sh', 'bash']) {
  test(`${shell} hands curl the very body`, () => {
    for (const text of HARD) {
      const body = bodyOf({ ...EMPTY, question: text, answer: `${text} again`, instruction: text });
      const args = argumentsOf(curlOf('http://localhost:8080/v1/corrections', body), shell);
      assert.deepEqual(JSON.parse(args[args.indexOf('-d') + 1]), JSON.parse(JSON.stringify(body)));
      assert.equal(args[1], 'http://localhost:8080/v1/corrections');
    }
  });
}

test('a key is named and not written', () => {
  const command = curlOf('http://h/', { a: 1 }, { keyed: true });
  assert.ok(command.includes('$ALIGNER_KEY'));
  assert.ok(argumentsOf(command, 'sh').includes('Authorization: Bearer k1'));
});
