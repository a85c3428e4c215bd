// Calls a service with the client that @hey-api/openapi-ts made of its document: node generated.js URL
import { client } from './client/client.gen.js';
import { correct, models } from './client/sdk.gen.js';
import type { CorrectionResult, Problem, Reason } from './client/types.gen.js';

declare const process: { argv: string[]; exit(code: number): never };

function check(holds: boolean, what: unknown): asserts holds {
  if (!holds) {
    console.error(what);
    process.exit(1);
  }
}

// begin: call
client.setConfig({ baseUrl: process.argv[2]! });
const { data, error } = await correct({
  body: {
    question: 'Why does my code not compile?',
    answer: 'You missed a damn semicolon on line 3, you idiot. Add it and it compiles.',
    evidence: 'full',
  },
});
if (data?.action === 'CORRECTED') {
  console.log(data.correction, data.edit_ratio, data.margin);
}
// end: call

check(data !== undefined, error);
const result: CorrectionResult = data;
check(result.action === 'CORRECTED' && !result.correction.includes('idiot'), result);
const margin: number | null = result.margin;
check(margin !== null && result.edits !== undefined && result.edits.length > 0, result);

const same = await correct({ body: { question: 'q', answer: 'Paris.', strength: 0 } });
const reason: Reason | null | undefined = same.data?.reason;
check(same.data?.action === 'NONE' && reason === 'strength_zero' && same.data.edits === undefined, same);

const refused = await correct({ body: { question: 'q', answer: 'a', strength: 9 } });
const problem: Problem | undefined = refused.error;
check(problem?.code === 'invalid_field' && problem.field === 'strength', refused);

const listed = await models();
check(listed.data?.data[0]?.id === result.model, listed);
console.log('ok: a correction, its edits, one that changes nothing, an error, the correctors');
